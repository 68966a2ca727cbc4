/** The parts of dynalite 4.0.0 that the engine uses, below its HTTP server. The package is pinned: these are not its public face. */

declare module 'dynalite/db/index.js' {
  type Callback<T = unknown> = (error: Error | null, result?: T) => void;

  export interface SubDatabase {
    put(key: string, value: unknown, callback: Callback): void;
    get(key: string, callback: Callback): void;
    del(key: string, callback: Callback): void;
    createValueStream(options?: object): NodeJS.ReadableStream;
    createKeyStream(options?: object): NodeJS.ReadableStream;
  }

  export interface Store {
    readonly db: { batch(operations: readonly object[], callback: Callback): void; close(callback: Callback): void; open(): Promise<void> };
    readonly tableDb: SubDatabase & { awsAccountId: string; awsRegion: string };
    getItemDb(table: string): SubDatabase;
    getIndexDb(kind: string, table: string, index: string): SubDatabase;
    deleteIndexDb(kind: string, table: string, index: string, callback: Callback): void;
  }

  interface Database {
    create(options: { path: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
    createKey(item: object, table: object): string;
    getIndexActions(
      indexes: readonly object[],
      existing: object | null,
      item: object | null,
      table: object,
    ): { puts: { index: string; key: string; item: object }[]; deletes: { index: string; key: string }[] };
  }

  const database: Database;
  export default database;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(data: object, types: object): Record<string, unknown>;
    checkValidations(data: object, types: object, custom: unknown, store: object): void;
  };
  export default validations;
}
