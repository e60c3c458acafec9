import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The document of the catalogue of calls, from the root. */
export const CALL_CATALOGUE_PATH = 'docs/reference/call-catalogue.md';

const CATALOGUE = resolve(__dirname, '../../lib/core/calls/calls.txt');

/** What the catalogue has, from which releases. */
export function renderCallCatalogue(): string {
  const lines = readFileSync(CATALOGUE, 'utf8').trimEnd().split('\n');
  const services = lines.filter((line) => /^@\S/.test(line));
  const actions = lines.filter((line) => line.startsWith(':'));
  const calls = lines.filter((line) => !/^[#%@=:&{!]/.test(line)).map((line) => line.split('\t'));
  const types = calls.filter(([, , of = '']) => of !== '');
  const wordsBehind = (mark: string) =>
    lines.reduce((sum, line) => sum + (line.startsWith(mark) ? line.split(' ').length : 0), 0);
  const rows: readonly (readonly [string, number])[] = [
    ['services with a model', services.length],
    ['calls', calls.length],
    ['calls with an action of the same name', calls.filter(([, flags = '']) => flags !== '').length],
    ['calls that are authorized on resources of known types', types.length],
    ['members of requests', calls.reduce((sum, [, , , members = '']) => sum + members.split(' ').length, 0)],
    ['further members of services', wordsBehind('&')],
    ['error codes of services', wordsBehind('!')],
    ['maps whose keys customers choose', wordsBehind('{')],
    ['actions that no call is named after', actions.length],
    ['types of resources with their ARNs', lines.filter((line) => line.startsWith('=')).length],
    ['Regions', (lines.find((line) => line.startsWith('%')) ?? '').split(' ').length],
  ];
  const releases = lines.filter((line) => /^# \S+ \d/.test(line)).map((line) => line.slice(2));
  return `From ${releases.join(' and ')}.

| it has | |
| --- | --: |
${rows.map(([what, count]) => `| ${what} | ${count} |\n`).join('')}`;
}
