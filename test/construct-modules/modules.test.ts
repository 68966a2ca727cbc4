import { expect } from 'chai';
import type { CfnTemplate } from '../../src/core/stages.ts';
import { type Options, run, told } from './app.ts';

const app = (keys = 'size: 3') => `constructTypes:
  Box: ./box.ts
stacks:
  core:
    constructs:
      One: { type: Box, ${keys} }
`;

/** A construct with one queue; `expand` is the text of its function. */
const box = (
  expand = "return { resources: { Queue: { type: 'AWS::SQS::Queue', properties: { DelaySeconds: config.size } } } };",
  more = '',
) => `
import { attribute, own, ref, retention, isReference, join, itemName } from 'projctl/construct';
export default {
  schema: { type: 'object', required: ['size'], properties: { size: { type: 'integer', unit: 'seconds' }, text: { type: 'string' } } },
  describe(_config, self) {
    return { attributes: { url: { value: ref(self.logicalId('Queue')) } }, bindings: ['url'], levels: {} };
  },
  ${more}
  expand(config, context) {
    ${expand}
  },
};
void [attribute, own, retention, isReference, join, itemName];
`;
const EXPAND_LINE = 10;

async function template(keys: string, module = box()): Promise<CfnTemplate> {
  const outcome = await run(app(keys), { 'box.ts': module });
  if (!outcome.expansion) throw new Error(told(outcome));
  return (outcome.expansion.stacks[0] as { template: CfnTemplate }).template;
}

const problems = async (keys: string | undefined, module: string, options: Options = {}) =>
  told(await run(app(keys), { 'box.ts': module }, options));

/** What is told where `expand` does this. */
const when = (expand: string, options: Options = {}) => problems(undefined, box(expand), options);

describe('modules of constructTypes', () => {
  it('give resources; short forms become long ones before', async () => {
    const { Resources } = await template('size: 2 minutes');
    expect(Resources.OneQueue).to.deep.equal({ Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 120 } });
  });

  it('have their keys validated like those of built-in constructs', async () => {
    expect(await problems('sizes: 3', box())).to.equal('E2001 app.yml:8:25 unknown key `sizes` in the Box `One`');
    expect(await problems('size: [3]', box())).to.match(/^E2003 app.yml:8:31 `size` must be a whole number/);
    expect(await problems("size: 3, when: '!prod'", box())).to.match(/^E2\d+ app.yml:8:40 /);
  });

  it('take part in overrides, tags, removalPolicy and when', async () => {
    const kept = box(
      "return { resources: { Table: { type: 'AWS::DynamoDB::Table', ...retention(context) }, Queue: { type: 'AWS::SQS::Queue' } } };",
    );
    const { Resources } = await template(
      'size: 1, removalPolicy: destroy, tags: { team: a }, overrides: { Table: { Properties: { TableName: t } } }',
      kept,
    );
    expect(Resources.OneTable).to.deep.equal({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: { TableName: 't', Tags: [{ Key: 'team', Value: 'a' }] },
    });
  });

  it('have their resources tagged as each type takes it, what a module says itself being more exact', async () => {
    const { Resources } = await template(
      'size: 1, tags: { team: a, kind: b }',
      box(`return { resources: {
        Queue: { type: 'AWS::SQS::Queue', properties: { Tags: [{ Key: 'kind', Value: 'own' }] } },
        Parameter: { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: 'x', Tags: { kind: 'own' } } },
        Policy: { type: 'AWS::SQS::QueuePolicy', properties: { Queues: [], PolicyDocument: {} } },
      } };`),
    );
    expect(Resources.OneQueue?.Properties?.Tags).to.deep.equal([
      { Key: 'kind', Value: 'own' },
      { Key: 'team', Value: 'a' },
    ]);
    expect(Resources.OneParameter?.Properties?.Tags).to.deep.equal({ kind: 'own', team: 'a' });
    expect(Resources.OnePolicy?.Properties).not.to.have.property('Tags');
  });

  it('put references of the user’s where they like, and are referred to across stacks', async () => {
    const text = `constructTypes: { Box: ./box.ts }
stacks:
  a: { constructs: { One: { type: Box, size: 1, text: 'to \${Two.url}' } } }
  b: { constructs: { Two: { type: Box, size: 1 } } }
`;
    const module = box(
      "return { resources: { Queue: { type: 'AWS::SQS::Queue', properties: { QueueName: config.text, Same: isReference(config.text) } } } };",
    );
    const { expansion, problems: none } = await run(text, { 'box.ts': module });
    expect(none).to.deep.equal([]);
    const consumer = expansion?.stacks.find(({ id }) => id === 'a');
    expect(consumer?.dependsOn).to.deep.equal(['b']);
    expect(JSON.stringify(consumer?.template.Resources.OneQueue?.Properties)).to.match(
      /\{"QueueName":\{"Fn::Join":\["",\["to ",\{"Ref":"TwoUrl\w+"\}\]\]\},"Same":true\}/,
    );
  });

  it('keep a map of the user’s whose key looks like ours', async () => {
    const module = box("return { resources: { Queue: { type: 'AWS::SQS::Queue', properties: { Given: config.free } } } };").replace(
      "text: { type: 'string' }",
      "free: { type: 'object' }",
    );
    const { Resources } = await template('size: 1, free: { $proj: { number: 0, form: {} } }', module);
    expect(Resources.OneQueue?.Properties?.Given).to.deep.equal({ $proj: { number: 0, form: {} } });
  });

  it('refuse a configuration at its key', async () => {
    const expand = "if (config.size > 2) context.problem(['size'], 'too big a box', 'try 2'); return {};";
    expect(await when(expand)).to.equal('E2308 app.yml:8:31 too big a box');
  });

  it('write to the console in notices', async () => {
    const { lines } = await run(app(), {
      'box.ts': box("console.log('size', config.size, { a: 1 }); return { resources: { Queue: { type: 'AWS::SQS::Queue' } } };"),
    });
    expect(lines[0]).to.equal('Box: size 3 {"a":1}');
  });

  describe('that are wrong are told at their line', () => {
    it('a file or package that is not there', async () => {
      const missing = await run(app().replace('./box.ts', './bix.ts'), { 'box.ts': box() });
      expect(told(missing)).to.equal('E2302 app.yml:4:8 there is no module `./bix.ts` for the type `Box`');
      expect(missing.problems[0]?.hint).to.equal('did you mean `./box.ts`?');
      const bare = await run(app().replace('./box.ts', 'box.ts'), { 'box.ts': box() });
      expect(bare.problems[0]?.hint).to.equal('for the file write `./box.ts`');
      expect(told(await run(app().replace('./box.ts', "'@acme/box'"), {}))).to.match(/^E2303 app.yml:4:8 .*Could not resolve "@acme\/box"/);
      expect(told(await run(app().replace('./box.ts', '../box.ts'), {}))).to.match(/^E1019 app.yml:4:8 /);
    });

    it('a built-in type', async () => {
      const found = await run(
        'constructTypes: { Table: ./box.ts }\nstacks: { core: { constructs: { A: { type: Function, handler: a.b } } } }\n',
        { 'box.ts': box() },
      );
      expect(told(found)).to.equal("E2301 app.yml:3:19 `Table` is a built-in type and can't be replaced");
    });

    it('a syntax error, and anything of Node.js', async () => {
      expect(await problems(undefined, 'export default {\n  schema: }\n')).to.match(/^E2303 box.ts:2:11 .*Unexpected "}"/);
      expect(await problems(undefined, `import { readFileSync } from 'node:fs';\nreadFileSync('a');\n${box()}`)).to.equal(
        "E2303 box.ts:1:30 the module of `Box` can't be compiled: a construct has nothing of Node.js: no `node:fs`",
      );
    });

    it('no construct', async () => {
      expect(await problems(undefined, 'export const schema = {};\n')).to.equal(
        "E2304 app.yml:4:8 the module of `Box` can't be used: it has no default export",
      );
      expect(await problems(undefined, 'export default { schema: {} };\n')).to.include('it has no function `expand`');
    });

    it('a schema that is none', async () => {
      const schema = (text: string) => problems(undefined, `export default { schema: ${text}, expand: () => ({}) };\n`);
      expect(await schema('{ type: "array" }')).to.match(/^E2306 app.yml:4:8 the schema of `Box` is wrong: /);
      expect(await schema('{ type: "object", properties: { size: { type: "intger" } } }')).to.include('type');
      expect(await schema('{ type: "object", properties: { size: { typ: "integer" } } }')).to.include('unknown keyword: "typ"');
      expect(await schema('{ type: "object", properties: { size: { unit: "hours" } } }')).to.include('unit');
      expect(await schema('{ type: "object", properties: { when: { type: "string" } } }')).to.include(
        '`when` is a key that every construct has',
      );
      expect(await schema('{ type: "object", properties: { f: { $ref: "#/$defs/Funktion" } } }')).to.include('Funktion');
    });

    it('one that throws, when it is read or when it expands', async () => {
      expect(await problems(undefined, `const none = undefined;\nnone.x;\n${box()}`)).to.match(
        /^E2305 box.ts:2:\d+ the module of `Box` failed: Cannot read/,
      );
      const thrown = await run(app(), { 'box.ts': box("\n    throw new Error('no idea');") });
      expect(told(thrown)).to.equal(`E2305 box.ts:${EXPAND_LINE + 1}:11 the module of \`Box\` failed at \`One\`: no idea`);
      expect(thrown.problems[0]?.lineText).to.equal("    throw new Error('no idea');");
      expect(thrown.problems[0]?.related?.[0]?.span?.start.line).to.equal(4);
    });

    it('one that asks for the time, or for chance', async () => {
      for (const use of ['Date.now()', 'new Date()', 'Date()', 'Math.random()']) {
        expect(await when(`return { resources: {}, x: ${use} };`), use).to.match(
          /^E2305 box.ts:10:\d+ .*a construct has no (clock|randomness)/,
        );
      }
    });

    it('one that reaches for what is not there', async () => {
      for (const use of ['process.env', "fetch('https://x.test')", 'setTimeout(() => {}, 1)', 'new Function("return 1")()']) {
        expect(await when(`return { x: ${use} };`), use).to.match(/^E2305 box.ts:10:\d+ /);
      }
    });

    it('one that never ends, or takes all memory', async () => {
      expect(await when('for (;;);', { milliseconds: 300 })).to.equal(
        'E2307 app.yml:4:8 the module of `Box` was stopped at `One`: it took too long',
      );
      expect(await when("const all = []; for (;;) all.push(new Array(1e5).fill('x'));")).to.match(
        /^E2307 app.yml:4:8 .*(too long|too much memory)/,
      );
      expect(await problems(undefined, `for (;;);\n${box()}`, { milliseconds: 300 })).to.match(/^E2307 /);
    });

    it('one that counts', async () => {
      const counting = `let n = 0;\n${box("return { resources: { ['Queue' + n++]: { type: 'AWS::SQS::Queue' } } };")}`;
      expect(await problems(undefined, counting)).to.match(
        /^E2304 app.yml:4:8 the module of `Box` can't be used at `One`: it gives something else/,
      );
    });

    it('answers that are no data', async () => {
      const answers: Readonly<Record<string, RegExp>> = {
        'return undefined;': /`expand` gives nothing/,
        'return { resource: {} };': /`expand` has the unknown key `resource`/,
        'return { resources: { Queue: { properties: {} } } };': /`expand.resources.Queue` lacks `type`/,
        "return { resources: { 'My-Queue': { type: 'AWS::SQS::Queue' } } };": /My-Queue/,
        'return { resources: () => 1 };': /`expand.resources` is a function, which is no data/,
        'return { resources: new Map() };': /`expand.resources` is a Map/,
        'const a = {}; a.a = a; return a;': /holds itself/,
        'return Promise.resolve({});': /it must not be asynchronous/,
        'return { resources: { Queue: { type: "AWS::SQS::Queue", properties: { A: NaN } } } };': /is NaN/,
        'return { resources: { Queue: { type: "AWS::SQS::Queue", properties: { A: 10n } } } };': /is a bigint/,
        "return { functions: { '': { config: { handler: 'a.b', timeout: 'long' }, at: [] } } };":
          /functions..config.timeout` must be integer/,
      };
      for (const [expand, message] of Object.entries(answers))
        expect(await when(expand), expand)
          .to.match(/^E2304 app.yml:4:8 /)
          .and.match(message);
    });

    it('answers that refer to what is not there', async () => {
      expect(
        await when("return { resources: { Queue: { type: 'AWS::SQS::Queue', properties: { A: ref(context.logicalId('Quee')) } } } };"),
      ).to.equal('E2309 app.yml:8:7 the module of `Box` refers to `OneQuee`, which `One` does not have');
      expect(await when("return { resources: { Queue: { type: 'AWS::SQS::Queue', properties: { A: own(context, 'urll') } } } };")).to.match(
        /^E2309 .*`urll`/,
      );
    });

    it('a resource in the place of one that a function has', async () => {
      const both =
        "return { functions: { Do: { config: { handler: 'a.b' }, at: [] } }, resources: { DoRole: { type: 'AWS::IAM::Role' }, Queue: { type: 'AWS::SQS::Queue' } } };";
      expect(await when(both)).to.equal('');
      expect(await when(both.replace('DoRole', 'DoFunction'))).to.match(/^E3006 app.yml:8:7 .*OneDoFunction/);
    });

    it('a mistake that shows in several constructs, once', async () => {
      const two = `${app()}      Two: { type: Box, size: 4 }\n`;
      const { problems: found } = await run(two, { 'box.ts': box("throw new Error('no');") });
      expect(found).to.have.length(1);
    });
  });

  describe('with --no-code', () => {
    it('are not run, and what refers to their constructs is taken as it is', async () => {
      const text = `${app('anything: goes, overrides: { Nothing: { Properties: {} } }')}      Use:
        type: Function
        handler: src/use.main
        bind: [{ One: read }]
        environment: { URL: '\${One.url}' }
`;
      expect(told(await run(text, {}, { noCode: true }))).to.equal('E2302 app.yml:4:8 there is no module `./box.ts` for the type `Box`');
      expect(told(await run(text, { 'box.ts': 'not even code' }, { noCode: true }))).to.equal('');
    });

    it('have the keys judged that every construct has', async () => {
      const wrong = await run(app('removalPolicy: keep'), { 'box.ts': '' }, { noCode: true });
      expect(told(wrong)).to.match(/^E2004 app.yml:8:40 /);
    });
  });
});
