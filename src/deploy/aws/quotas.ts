/** What an account may use in a region, and what it does. */
import {
  CloudFormationClient,
  DescribeAccountLimitsCommand,
  ListStacksCommand,
  type ListStacksCommandOutput,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Quotas } from '../cloud.ts';
import { calling } from './errors.ts';
import type { AccountConnection } from './settings.ts';

/** Stacks that are deleted stay in the list for 90 days, and count no more. */
const COUNTED = Object.values(StackStatus).filter((status) => status !== 'DELETE_COMPLETE');

export function createQuotas({ client, endpoint, limit }: AccountConnection): Quotas {
  const cloudFormation = new CloudFormationClient(client);
  const lambda = new LambdaClient(client);

  async function stackLimit(): Promise<number> {
    const command = new DescribeAccountLimitsCommand({});
    const { AccountLimits = [] } = await limit(() =>
      calling('cloudformation:DescribeAccountLimits', endpoint, () => cloudFormation.send(command)),
    );
    return AccountLimits.find(({ Name }) => Name === 'StackLimit')?.Value ?? Number.POSITIVE_INFINITY;
  }

  async function countStacks(): Promise<number> {
    let count = 0;
    let NextToken: string | undefined;
    do {
      const command = new ListStacksCommand({ StackStatusFilter: COUNTED, ...(NextToken !== undefined && { NextToken }) });
      const page: ListStacksCommandOutput = await limit(() =>
        calling('cloudformation:ListStacks', endpoint, () => cloudFormation.send(command)),
      );
      count += page.StackSummaries?.length ?? 0;
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return count;
  }

  return {
    async functions() {
      const { AccountLimit = {}, AccountUsage = {} } = await limit(() =>
        calling('lambda:GetAccountSettings', endpoint, () => lambda.send(new GetAccountSettingsCommand({}))),
      );
      const { TotalCodeSize = Number.POSITIVE_INFINITY, ConcurrentExecutions = Number.POSITIVE_INFINITY } = AccountLimit;
      return {
        code: { used: AccountUsage.TotalCodeSize ?? 0, limit: TotalCodeSize },
        concurrency: { limit: ConcurrentExecutions, unreserved: AccountLimit.UnreservedConcurrentExecutions ?? ConcurrentExecutions },
      };
    },
    async stacks() {
      const [used, most] = await Promise.all([countStacks(), stackLimit()]);
      return { used, limit: most };
    },
  };
}
