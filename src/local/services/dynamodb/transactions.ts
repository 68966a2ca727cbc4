/** TransactWriteItems and TransactGetItems: all or nothing, with the reason for each action. */
import { createHash } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import type { JsonObject } from '../../protocols/json.ts';
import type { CheckedInput, Engine, RunWrite } from './engine.ts';
import type { Item } from './model.ts';

const MOST_ACTIONS = 100;
const TOKEN_LIFE = 10 * 60_000;

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
const OPERATIONS = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'DeleteItem' } as const;

interface ActionInput extends JsonObject {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

export interface TransactAction {
  readonly kind: Kind;
  readonly input: ActionInput;
}

interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/** The actions of a TransactWriteItems. */
export function transactActions(input: JsonObject): TransactAction[] {
  const items = (input.TransactItems ?? []) as readonly Partial<Record<Kind, ActionInput>>[];
  if (items.length === 0 || items.length > MOST_ACTIONS) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${items.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ACTIONS}`}`,
    );
  }
  return items.map((item) => {
    const [entry, ...others] = Object.entries(item) as [Kind, ActionInput][];
    if (!entry || others.length > 0 || !(entry[0] in OPERATIONS)) {
      throw new AwsError('ValidationException', 'TransactItems can only contain one of Check, Put, Update or Delete');
    }
    return { kind: entry[0], input: entry[1] };
  });
}

export function createTransactions(engine: Engine) {
  /** Tokens of the last minutes: a repeated request is answered, not run again. */
  const tokens = new Map<string, { readonly digest: string; readonly time: number }>();

  async function checkedActions(actions: readonly TransactAction[]) {
    const checked = actions.map(({ kind, input }) => ({ kind, input, checked: engine.check(OPERATIONS[kind], input) }));
    const seen = new Set<string>();
    for (const { kind, input } of actions) {
      if (kind === 'ConditionCheck' && input.ConditionExpression === undefined) {
        throw new AwsError('ValidationException', 'The expression can not be empty;');
      }
      const table = await engine.table(input.TableName);
      if (!table) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
      const item = input.Item ?? input.Key ?? {};
      const identity = JSON.stringify([input.TableName, ...table.KeySchema.map(({ AttributeName }) => item[AttributeName])]);
      if (seen.has(identity)) {
        throw new AwsError('ValidationException', 'Transaction request cannot include multiple operations on one item');
      }
      seen.add(identity);
    }
    return checked;
  }

  /** Runs one action in the transaction's batch; a check writes nothing. */
  async function perform({ kind, input, checked }: TransactAction & { checked: CheckedInput }, run: RunWrite): Promise<CancellationReason> {
    try {
      await run(checked, kind === 'ConditionCheck');
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'ConditionalCheckFailedException') {
        return { Code: 'ConditionalCheckFailed', Message: error.message, ...(await failedItem(engine, input)) };
      }
      if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
      throw error;
    }
  }

  function isRepeated(token: string | undefined, input: JsonObject): boolean {
    const now = Date.now();
    for (const [known, { time }] of tokens) if (time + TOKEN_LIFE < now) tokens.delete(known);
    if (token === undefined) return false;
    const digest = createHash('sha256').update(JSON.stringify(input.TransactItems)).digest('hex');
    const known = tokens.get(token);
    if (known && known.digest !== digest) {
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'Attempted to call TransactWriteItems with a ClientRequestToken that was used with different parameters.',
      );
    }
    if (!known) tokens.set(token, { digest, time: now });
    return known !== undefined;
  }

  return {
    async write(input: JsonObject): Promise<JsonObject> {
      const actions = await checkedActions(transactActions(input));
      const token = input.ClientRequestToken as string | undefined;
      if (isRepeated(token, input)) return {};
      try {
        await engine.write(async (run) => {
          const reasons: CancellationReason[] = [];
          for (const action of actions) reasons.push(await perform(action, run));
          if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
        });
      } catch (error) {
        if (token !== undefined) tokens.delete(token);
        throw error;
      }
      return {};
    },

    async get(input: JsonObject): Promise<JsonObject> {
      const gets = ((input.TransactItems ?? []) as readonly { readonly Get: ActionInput }[]).map(({ Get }) => engine.check('GetItem', Get));
      if (gets.length === 0 || gets.length > MOST_ACTIONS) {
        throw new AwsError('ValidationException', `TransactItems must have between 1 and ${MOST_ACTIONS} members.`);
      }
      return engine.exclusive(async () => {
        const Responses: JsonObject[] = [];
        for (const get of gets) Responses.push(await engine.run(get));
        return { Responses };
      });
    },
  };
}

function cancelled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, 400, { Message: message, CancellationReasons: reasons });
}

/** The item that made a condition fail, where the caller asks for it. */
export async function failedItem(engine: Engine, input: JsonObject): Promise<{ Item?: Item }> {
  if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return {};
  const table = await engine.table(String(input.TableName));
  const item = table && (await engine.item(table, (input.Item ?? input.Key) as Item));
  return item ? { Item: item } : {};
}
