/**
 * Long texts in every place that a pattern is matched with, made so that a careless pattern takes the square of their length.
 * That no pattern does so at all is what a judge says: `scripts/judges/patterns.judge.ts`.
 */
import { expect } from 'chai';
import { ping } from '../loader/project.ts';
import { lookAtText } from './looked-at.ts';

const LENGTH = 200_000;
/** A pattern that takes the square takes minutes. */
const MAX_MILLISECONDS = 5000;

const of = (piece: string) => piece.repeat(Math.ceil(LENGTH / piece.length));
const construct = (text: string) => `app: a\nstacks: { s: { constructs: { C: ${text} } } }\n`;
const raw = (text: string) =>
  `app: a\nstacks: { s: { resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: ${text} } } } } }\n`;

const places: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  'a syntax error behind spaces': `a: [${of(' ')}}`,
  'a syntax error behind colons': `a: { b: @${of(': +')}`,
  'a syntax error behind variables': `a: {${of('b: ${')}]`,
  'a syntax error behind stars': `a: *${of(' *')}`,
  'a tab': `${of('\t')}a: b`,
  'a tag': ping(`description: !${of('a')} x\n`),
  'a key': ping(`"${of('a')}": x\n`),
  'a handler': ping().replace('src/ping.main', of('a/.')),
  'a runtime': ping(`runtime: ${of('nodejs')}\n`),
  'a duration of digits': ping(`timeout: ${of('1')} s\n`),
  'a duration of letters': ping(`timeout: "1${of('A')},"\n`),
  'a schedule of a rate': construct(`{ type: Cron, schedule: "rate(${of('1')} day)", job: src/a.main }`),
  'a schedule of lists': construct(`{ type: Cron, schedule: "cron(${of('1,')} * * * ? *)", job: src/a.main }`),
  'a schedule of fields': construct(`{ type: Cron, schedule: "${of('1 ')}x", job: src/a.main }`),
  'a time zone': construct(`{ type: Cron, schedule: rate(1 day), timezone: "${of('A/')}", job: src/a.main }`),
  'an origin': construct(`{ type: Api, cors: { allowOrigins: ["https://${of('a.')}"] }, routes: { GET /: src/a.main } }`),
  'an ARN': ping(`layers: ["arn:aws:lambda:${of('a:')}"]\n`),
  'a condition': ping(`when: "${of('a-')}"\n`),
  'a tag of AWS': ping(`tags: { a: "${of('b ')}" }\n`),
  'a range of versions': ping('', `requires: "1${of(' ')}x"\n`),
  'many ranges of versions': ping('', `requires: "${of('>=1 ')}"\n`),
  'an action': ping(`permissions: [{ actions: ["s3:${of('*G*t')}"], resources: ["arn:aws:s3:::b/*"] }]\n`),
  'a resource with variables of IAM': ping(`permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::${of('${')}"] }]\n`),
  'a pattern of files': ping('', `include: ["${of('*a')}"]\n`),
  'braces of files': ping('', `include: ["${of('{a,')}"]\n`),
  'a path upwards': ping('', `include: ["${of('../')}x"]\n`),
  'a text of CloudFormation with open variables': raw(`!Sub "${of('${')}"`),
  'a text of CloudFormation with variables': raw(`!Sub "${of('${a}')}"`),
  'a type of CloudFormation': `app: a\nstacks: { s: { resources: { A: { Type: "AWS::${of('a')}::B" } } } }\n`,
  'a value of .env with spaces': { 'app.yml': ping('description: ${env:A}\n'), '.env': `A=x${of(' ')}x` },
  'a value of .env with comments': { 'app.yml': ping('description: ${env:A}\n'), '.env': `A=${of(' #')}\rx` },
  'values of .env with open quotes': { 'app.yml': ping('description: ${env:A}\n'), '.env': of('A="\\"\n') },
};

describe('long texts', function () {
  this.timeout(60_000);

  for (const [place, made] of Object.entries(places)) {
    it(`${place}: read in time`, async () => {
      const files = typeof made === 'string' ? { 'app.yml': made } : made;
      const { text, milliseconds } = await lookAtText('', {}, files);
      expect(milliseconds).to.be.below(MAX_MILLISECONDS);
      expect(text.length).to.be.below(100_000);
    });
  }
});
