/** Functions as they are configured: created, changed, deleted, remembered. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState } from '../../state-file.ts';
import type { LocalEnvironment } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import { checkReservation } from './account.ts';
import { type CodeInput, createCodeStore } from './code.ts';
import {
  checkName,
  type EventInvokeSettings,
  type FunctionRecord,
  type FunctionSettings,
  invalid,
  settingsFrom,
  type UrlSettings,
} from './functions.ts';
import { addStatement, type PermissionInput, removeStatement } from './permissions.ts';

type Input = Readonly<Record<string, unknown>>;

export interface FunctionExtras {
  readonly reservedConcurrency?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface FunctionControl {
  load(): Promise<void>;
  find(region: string, name: string): FunctionRecord | undefined;
  /** Throws what AWS says of a function that isn't there. */
  get(region: string, name: string): FunctionRecord;
  list(region: string): FunctionRecord[];
  all(): readonly FunctionRecord[];
  create(region: string, name: unknown, input: Input, extras: FunctionExtras): Promise<FunctionRecord>;
  /** As the API does it: what the input doesn't name stays. */
  updateConfiguration(record: FunctionRecord, input: Input): FunctionRecord;
  /** As CloudFormation does it: what the input doesn't name gets its default. */
  replaceConfiguration(record: FunctionRecord, input: Input, extras: FunctionExtras): FunctionRecord;
  updateCode(record: FunctionRecord, code: Input, expectedRevision?: string): Promise<FunctionRecord>;
  remove(record: FunctionRecord): void;
  addPermission(record: FunctionRecord, input: PermissionInput): FunctionRecord;
  removePermission(record: FunctionRecord, statementId: string): FunctionRecord;
  setUrl(record: FunctionRecord, url: UrlSettings | undefined): FunctionRecord;
  setReservedConcurrency(record: FunctionRecord, value: number | undefined): FunctionRecord;
  setEventInvoke(record: FunctionRecord, settings: EventInvokeSettings | undefined): FunctionRecord;
  setTags(record: FunctionRecord, tags: Readonly<Record<string, string>>): FunctionRecord;
  folderOf(record: FunctionRecord): string;
}

export interface ControlOptions {
  readonly environment: LocalEnvironment;
  readonly iam: Pick<IamService, 'mayAssume'>;
  /** An object of a bucket, read in the account's name. */
  readonly readObject: (bucket: string, key: string) => Buffer | undefined;
  readonly hasBucket: (bucket: string) => boolean;
  /** Environments of the old record must not be used any more. */
  readonly onChanged: (previous: FunctionRecord) => void;
}

export function createFunctionControl(options: ControlOptions): FunctionControl {
  const { environment, iam } = options;
  const directory = join(environment.directory, 'lambda');
  const file = join(directory, 'functions.json');
  const code = createCodeStore(join(directory, 'code'));
  let functions = new Map<string, FunctionRecord>();
  const keyOf = (region: string, name: string) => `${region}/${name}`;

  function put(record: FunctionRecord): FunctionRecord {
    functions.set(keyOf(record.region, record.name), record);
    writeState(file, [...functions.values()]);
    return record;
  }

  /** The record as it is now: what a caller holds may be older. */
  const current = (record: FunctionRecord) => control.get(record.region, record.name);

  function change(record: FunctionRecord, changes: Partial<FunctionRecord>): FunctionRecord {
    return put({ ...current(record), ...changes, revisionId: randomUUID() });
  }

  /** A change of what runs. */
  function changeRunning(record: FunctionRecord, changes: Partial<FunctionRecord>): FunctionRecord {
    const previous = current(record);
    const changed = change(record, { ...changes, generation: randomUUID(), lastModified: now() });
    options.onChanged(previous);
    return changed;
  }

  function checkReserved(value: number | undefined, region: string, name: string): void {
    if (value === undefined) return;
    checkReservation(
      value,
      control.list(region).filter((other) => other.name !== name),
    );
  }

  function checkRole(settings: FunctionSettings): void {
    if (!iam.mayAssume(settings.Role, { service: 'lambda.amazonaws.com' })) {
      throw invalid('The role defined for the function cannot be assumed by Lambda.');
    }
  }

  function readCode(input: Input, runtime: string): CodeInput {
    if (typeof input.S3Bucket === 'string' && typeof input.S3Key === 'string') {
      const zip = options.readObject(input.S3Bucket, input.S3Key);
      if (zip) return { zip };
      const [code, message] = options.hasBucket(input.S3Bucket)
        ? ['NoSuchKey', 'The specified key does not exist.']
        : ['NoSuchBucket', 'The specified bucket does not exist'];
      throw invalid(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
    }
    if (Buffer.isBuffer(input.ZipFile)) return { zip: input.ZipFile };
    if (typeof input.ZipFile === 'string') return { fileName: runtime.startsWith('python') ? 'index.py' : 'index.js', text: input.ZipFile };
    if (input.ImageUri !== undefined) throw invalid('The embedded endpoint runs no functions with container images.');
    throw invalid('Please provide a source for function code.');
  }

  const control: FunctionControl = {
    async load() {
      const stored = readState<FunctionRecord[]>(file, []);
      functions = new Map(stored.map((record) => [keyOf(record.region, record.name), record]));
      await code.clean(stored.map((record) => record.code));
    },
    find: (region, name) => functions.get(keyOf(region, name)),
    get(region, name) {
      const record = functions.get(keyOf(region, name));
      if (!record) {
        const arn = `arn:aws:lambda:${region}:${environment.account}:function:${name}`;
        throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      }
      return record;
    },
    list: (region) => [...functions.values()].filter((record) => record.region === region).sort((a, b) => (a.name < b.name ? -1 : 1)),
    all: () => [...functions.values()],

    async create(region, givenName, input, extras) {
      const name = checkName(givenName);
      if (control.find(region, name)) throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
      const settings = settingsFrom(name, input);
      checkRole(settings);
      checkReserved(extras.reservedConcurrency, region, name);
      const source = readCode((input.Code ?? {}) as Input, settings.Runtime);
      const stored = code.describe(source);
      await code.unpack(source, stored);
      if (control.find(region, name)) throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
      return put({
        region,
        name,
        arn: `arn:aws:lambda:${region}:${environment.account}:function:${name}`,
        settings,
        code: stored,
        lastModified: now(),
        revisionId: randomUUID(),
        generation: randomUUID(),
        policy: [],
        tags: extras.tags ?? {},
        ...(extras.reservedConcurrency === undefined ? {} : { reservedConcurrency: extras.reservedConcurrency }),
      });
    },
    updateConfiguration(record, input) {
      const settings = settingsFrom(record.name, input, current(record).settings);
      checkRole(settings);
      return changeRunning(record, { settings });
    },
    replaceConfiguration(record, input, extras) {
      const settings = settingsFrom(record.name, input);
      checkRole(settings);
      checkReserved(extras.reservedConcurrency, record.region, record.name);
      const { reservedConcurrency: _, ...rest } = changeRunning(record, { settings, tags: extras.tags ?? {} });
      return put(extras.reservedConcurrency === undefined ? rest : { ...rest, reservedConcurrency: extras.reservedConcurrency });
    },
    async updateCode(record, input, expectedRevision) {
      if (expectedRevision !== undefined && expectedRevision !== current(record).revisionId) {
        throw new AwsError(
          'PreconditionFailedException',
          'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
          412,
        );
      }
      const source = readCode(input, record.settings.Runtime);
      const stored = code.describe(source);
      if (input.DryRun === true) return { ...record, code: stored };
      await code.unpack(source, stored);
      const { settings } = current(record);
      const architectures = Array.isArray(input.Architectures) ? input.Architectures.map(String) : settings.Architectures;
      return changeRunning(record, { code: stored, settings: { ...settings, Architectures: architectures } });
    },
    remove(record) {
      const removed = current(record);
      functions.delete(keyOf(record.region, record.name));
      writeState(file, [...functions.values()]);
      options.onChanged(removed);
    },
    addPermission: (record, input) => change(record, { policy: addStatement(current(record), input, environment.account) }),
    removePermission: (record, statementId) => change(record, { policy: removeStatement(current(record), statementId) }),
    setUrl(record, url) {
      const { url: _, ...rest } = change(record, {});
      return put(url ? { ...rest, url } : rest);
    },
    setReservedConcurrency(record, value) {
      checkReserved(value, record.region, record.name);
      const { reservedConcurrency: _, ...rest } = change(record, {});
      return put(value === undefined ? rest : { ...rest, reservedConcurrency: value });
    },
    setEventInvoke(record, settings) {
      const { eventInvoke: _, ...rest } = change(record, {});
      return put(settings ? { ...rest, eventInvoke: settings } : rest);
    },
    setTags: (record, tags) => change(record, { tags }),
    folderOf: (record) => code.folderOf(record.code),
  };
  return control;
}

/** `2026-11-23T08:55:00.123+0000`, as Lambda writes it. */
function now(): string {
  return new Date().toISOString().replace('Z', '+0000');
}
