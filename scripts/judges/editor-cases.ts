/** Places that the walk over the schema does not reach: a table of text with a cursor, and what the editor must offer, show or mark. */

export interface Case {
  /** Below the schema's first line; `‸` is the cursor. */
  readonly text: string;
  /** Labels that must be there. */
  readonly offers?: readonly string[];
  /** Labels that must not. */
  readonly hides?: readonly string[];
  /** Texts that hover shows. */
  readonly shows?: readonly string[];
  /** `LINE: text` of each problem, the first line of `text` being 1; only where they are asked for. */
  readonly marks?: readonly string[];
}

const core = `app: notes
stacks:
  core:
    constructs:
      Notes:
        type: Table
        fields: { noteId: string }
        primaryIndex: { partitionKey: noteId }
      Api:
        type: Api
        routes:
          GET /notes: src/list.main
`;

/** The app that the schema is made for. */
export const app = `${core}  digest:
    constructs:
      Digest:
        type: Cron
        schedule: rate(1 day)
        job: src/digest.main
`;

const overrides = (text: string) => `${app}stages:\n  prod:\n    stacks:\n${text}`;
const constructs = (text: string) => overrides(`      core:\n        constructs:\n${text}`);
const api = (text: string) =>
  `app: notes\nstacks:\n  core:\n    constructs:\n      Api:\n        type: Api\n        routes: { GET /a: src/a.main }\n${text}`;

export const cases: Readonly<Record<string, Case>> = {
  'types of constructs': {
    text: 'app: notes\nstacks:\n  core:\n    constructs:\n      Notes:\n        type: ‸',
    offers: ['Api', 'Cron', 'Function', 'StaticSite', 'Table'],
    hides: ['true', 'false', 'null'],
  },
  'the type alone, where there is none yet': {
    text: 'app: notes\nstacks:\n  core:\n    constructs:\n      Notes:\n        ‸',
    offers: ['type'],
    hides: ['fields', 'routes', 'handler'],
  },
  'constructs to bind': { text: api('        bind:\n          - ‸'), offers: ['Notes', 'Api', 'Digest'], hides: ['Notes: readwrite'] },
  'constructs to bind, half typed': { text: api('        bind:\n          - No‸'), offers: ['Notes'] },
  'levels of a bound construct': { text: api('        bind:\n          - Notes: ‸'), offers: ['read', 'write', 'readwrite', 'admin'] },
  'constructs and actions in permissions': {
    text: api('        permissions:\n          - ‸'),
    offers: ['Notes', 'Digest', 'actions', 'resources', 'conditions'],
  },
  'stacks in overrides': { text: overrides('      ‸'), offers: ['core', 'digest'] },
  'constructs of the stack in overrides': { text: constructs('          ‸'), offers: ['Notes', 'Api'], hides: ['Digest'] },
  'keys of the type in overrides': {
    text: constructs('          Api:\n            thr‸'),
    offers: ['throttle', 'routes'],
    hides: ['fields', 'schedule'],
  },
  'keys below a key in overrides': {
    text: constructs('          Api:\n            throttle:\n              ‸'),
    offers: ['rate', 'burst'],
  },
  'values in overrides, and that nothing removes': {
    text: constructs('          Notes:\n            stream: ‸'),
    offers: ['new_image', 'old_image', 'new_and_old_images', 'keys_only', 'true', 'false', 'null'],
  },
  'keys of another type added by a stage': {
    text: constructs('          Extra:\n            type: Cron\n            ‸'),
    offers: ['schedule', 'job'],
    hides: ['routes', 'fields'],
  },
  'what a type is': {
    text: app.replace('type: Api', 'type: A‸pi'),
    shows: ['An HTTP API whose routes call functions.', 'Allowed Values', '`Cron`'],
  },
  'what a construct is': { text: app.replace('Notes:\n', 'No‸tes:\n'), shows: ['A DynamoDB table'] },
  'a default and an example': {
    text: api('        defaults: { function: { mem‸ory: 512 } }'),
    shows: ['Memory in MB', 'Default: `1024`', '2 GB'],
  },
  'words of its own at a shared shape': {
    text: 'app: notes\nstacks:\n  core:\n    reg‸ion: us-east-1\n',
    shows: ['The region of this stack, where it is not that of the app.'],
  },
  'a file that is right': { text: app, marks: [] },
  'a key that is wrong': { text: api('        route: {}'), marks: ['8: Property route is not allowed.'] },
  'values that are wrong, each at its line': {
    text: api(
      '        throttle: { rate: fast, burst: 5 }\n        defaults:\n          function:\n            timeout: 1000\n            runtime: nodejs3.x\n',
    ),
    marks: ['8: String does not match', '11: Value is above the maximum of 900.', '12: Value is not accepted.'],
  },
  'a key that is missing': {
    text: 'app: notes\nstacks:\n  core:\n    constructs:\n      Tick:\n        type: Cron\n        job: a.b\n',
    marks: ['5: Missing property "schedule".'],
  },
  'an override that fits another type': {
    text: constructs('          Api:\n            stream: true\n'),
    marks: ['25: Property stream is not allowed.'],
  },
  'a key without a value yet': {
    text: 'app: notes\nstacks:\n  core:\n    constructs:\n      Notes:\n',
    marks: ['5: Incorrect type. Expected "Construct".'],
  },
};
