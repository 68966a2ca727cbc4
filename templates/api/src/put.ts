import { put } from './items.ts';

export async function main(event: { pathParameters: { id: string }; body?: string }) {
  return put({ ...JSON.parse(event.body ?? '{}'), id: event.pathParameters.id });
}
