/** Attributes of the constructs that `bind:` gave this function, by construct id: `Resource.Notes.tableName`. */
export declare const Resource: Readonly<Record<string, Readonly<Record<string, string>>>>;
