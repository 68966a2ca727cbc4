/** Functions as the API describes them. */
import type { FunctionRecord, UrlSettings } from './functions.ts';

export function describeConfiguration(record: FunctionRecord, busy: 'Pending' | 'InProgress' | undefined) {
  const { settings } = record;
  return {
    FunctionName: record.name,
    FunctionArn: record.arn,
    Runtime: settings.Runtime,
    Role: settings.Role,
    Handler: settings.Handler,
    CodeSize: record.code.size,
    Description: settings.Description,
    Timeout: settings.Timeout,
    MemorySize: settings.MemorySize,
    LastModified: record.lastModified,
    CodeSha256: record.code.sha256,
    Version: '$LATEST',
    ...(Object.keys(settings.Environment).length > 0 ? { Environment: { Variables: settings.Environment } } : {}),
    TracingConfig: { Mode: settings.TracingMode },
    RevisionId: record.revisionId,
    PackageType: 'Zip',
    Architectures: settings.Architectures,
    EphemeralStorage: { Size: settings.EphemeralStorageSize },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: settings.LoggingConfig,
    ...(busy === 'Pending'
      ? { State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating' }
      : { State: 'Active' }),
    ...(busy
      ? {
          LastUpdateStatus: 'InProgress',
          LastUpdateStatusReason: busy === 'Pending' ? 'The function is being created.' : 'The function is being updated.',
          LastUpdateStatusReasonCode: busy === 'Pending' ? 'Creating' : 'Updating',
        }
      : { LastUpdateStatus: 'Successful' }),
  };
}

export function describeFunction(record: FunctionRecord, configuration: object) {
  return {
    Configuration: configuration,
    Code: { RepositoryType: 'S3' },
    ...(Object.keys(record.tags).length > 0 ? { Tags: record.tags } : {}),
    ...(record.reservedConcurrency === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
  };
}

export function describeUrl(record: FunctionRecord, url: UrlSettings, address: string | undefined) {
  return { FunctionUrl: address, FunctionArn: record.arn, ...url };
}
