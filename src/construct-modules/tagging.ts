/** How AWS takes tags of the resources that modules made: they may be of any type. */
import { loadResourceTypes } from '../aws-schemas/index.ts';
import type { Answer, Answers } from '../expand/custom.ts';

/** `tagged`: the constructs that have tags; the tables of AWS's types are read for these only. */
export async function withTagging(answers: Answers, tagged: ReadonlySet<string>): Promise<Answers> {
  const types = new Set(
    [...answers].flatMap(([id, { resources }]) => (tagged.has(id) ? Object.values(resources).map(({ type }) => type) : [])),
  );
  if (types.size === 0) return answers;
  const known = await loadResourceTypes(types);
  const withTags = ({ resources, ...answer }: Answer): Answer => ({
    ...answer,
    resources: Object.fromEntries(
      Object.entries(resources).map(([role, draft]) => {
        const tagging = known.get(draft.type)?.tags;
        return [role, tagging ? { ...draft, tagging } : draft];
      }),
    ),
  });
  return new Map([...answers].map(([id, answer]) => [id, tagged.has(id) ? withTags(answer) : answer]));
}
