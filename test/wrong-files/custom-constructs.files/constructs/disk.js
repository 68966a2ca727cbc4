import { readFileSync } from 'node:fs';

export default { schema: JSON.parse(readFileSync('box.json', 'utf8')), expand: () => ({}) };
