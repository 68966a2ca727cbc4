/**
 * The parts of dynalite that lie below its HTTP server. They are not its public face, so the package is pinned; and they take
 * a while to load, so nothing here is loaded before the first table is asked for.
 */
import { createRequire } from 'node:module';
import type { JsonObject } from '../../protocols/json.ts';

type Callback<T = unknown> = (error: Error | null, result?: T) => void;

export interface SubDatabase {
  put(key: string, value: unknown, callback: Callback): void;
  get(key: string, callback: Callback): void;
  del(key: string, callback: Callback): void;
  createValueStream(options?: object): NodeJS.ReadableStream;
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
  ): { puts: { index: string; key: string; item: object }[] };
}

interface Validations {
  checkTypes(data: object, types: object): Record<string, unknown>;
  checkValidations(data: object, types: object, custom: unknown, store: object): void;
}

/** What dynalite throws or hands back: with a body if it is a refusal that AWS would give. */
export type DynaliteError = Error & {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
};

export interface Dynalite {
  readonly database: Database;
  readonly validations: Validations;
  action(operation: string): (store: Store, data: object, callback: Callback<JsonObject>) => void;
  rules(operation: string): { readonly types: object; readonly custom?: unknown };
}

export function loadDynalite(): Dynalite {
  const load = createRequire(import.meta.url);
  const file = (operation: string) => `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
  return {
    database: load('dynalite/db/index.js') as Database,
    validations: load('dynalite/validations/index.js') as Validations,
    action: (operation) => load(`dynalite/actions/${file(operation)}`) as ReturnType<Dynalite['action']>,
    rules: (operation) => load(`dynalite/validations/${file(operation)}`) as ReturnType<Dynalite['rules']>,
  };
}
