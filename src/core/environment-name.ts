/** Environment variable of a bound attribute (frozen, SPEC §7): `Notes`, `tableName` → `NOTES_TABLE_NAME`; `APIKey` → `API_KEY`. */
export function environmentName(construct: string, attribute: string): string {
  return `${words(construct)}_${words(attribute)}`;
}

/** Split at lower → upper and at the end of an acronym. */
function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}
