import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLIANCE_TOPICS, type ComplianceTopic } from '../../../../bin/trails/posture/compliance-topics';
import { controlsOf, readFramework } from '../../../../bin/trails/posture/framework-checks';
import { FRAMEWORKS } from '../../../../bin/trails/posture/frameworks';
import { POSTURE_CHECKS } from '../../../../bin/trails/posture/posture-checks';
import { NAMED_QUERIES } from '../../../../lib/core/query/named-queries';
import * as library from '../../../../lib/index';
import { runTrailwatch } from '../../run-trailwatch';

const TOPICS = Object.entries<ComplianceTopic>(COMPLIANCE_TOPICS);
const NAMES = new Set(POSTURE_CHECKS.map(({ name }) => name));

test.each(TOPICS)('the topic %s names checks, parts and a command that there are', async (_, topic) => {
  expect(topic.checks.filter((check) => !NAMES.has(check))).toEqual([]);
  expect(topic.checks.length).toBeGreaterThan(0);
  const parts = [...topic.answer.matchAll(/`([A-Z]\w+)`/g)].map(([, part = '']) => part);
  expect(parts.filter((part) => !(part in library))).toEqual([]);
  const [, command = '', ...rest] = topic.evidence.split(' ');
  const { stdout } = await runTrailwatch([command, ...(rest[0] === 'run' ? ['run'] : []), '--help']);
  const options = rest.filter((word) => word.startsWith('--'));
  expect(options.filter((option) => !stdout.includes(`${option} `))).toEqual([]);
  const query = /query run ([\w-]+)/.exec(topic.evidence)?.[1];
  if (query !== undefined) expect(NAMED_QUERIES.map(({ name }) => name)).toContain(query);
});

test('every topic is that of a control, and no framework has a control twice', () => {
  const used = new Set<string>(FRAMEWORKS.flatMap(({ controls }) => controls.map(({ topic }) => topic)));
  expect(TOPICS.map(([name]) => name).filter((name) => !used.has(name))).toEqual([]);
  for (const { controls } of FRAMEWORKS)
    expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
});

test('CIS 5.0.0 has the recommendations on logging that the checks name, on the same checks', () => {
  const cis = readFramework('cis-5.0.0');
  const logging = POSTURE_CHECKS.flatMap(({ name, cis: ids }) =>
    ids.filter((id) => id.startsWith('3.')).map((id) => [name, id]),
  );
  expect(logging.length).toBeGreaterThan(5);
  expect(logging.filter(([name = '', id = '']) => !controlsOf(cis, name).includes(id))).toEqual([]);
});

test('the page has a section for each framework', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/reference/compliance.md'), 'utf8');
  for (const { name, title } of FRAMEWORKS) {
    expect(page).toContain(`## ${title}\n`);
    expect(page).toContain(`--framework ${name}\``);
  }
});
