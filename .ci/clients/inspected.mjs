// What the Inspector wrote down: node inspected.mjs TOOLS REPORTS
import { readFileSync } from 'node:fs';

import { check } from './exercise.mjs';

const [tools, reports] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file)).result);
console.log(check(tools, reports));
