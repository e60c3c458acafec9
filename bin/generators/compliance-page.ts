import { COMPLIANCE_TOPICS } from '../trails/posture/compliance-topics';
import { FRAMEWORKS, type Framework } from '../trails/posture/frameworks';

/** The document of the frameworks, from the root. */
export const COMPLIANCE_PATH = 'docs/reference/compliance.md';

/** A table for each framework: control, what answers it, the checks on live resources, and the command that prints the evidence. */
export function renderCompliance(): string {
  return FRAMEWORKS.map(renderFramework).join('\n');
}

function renderFramework({ name, title, source, controls }: Framework): string {
  const rows = controls.map(({ id, asks, topic }) => {
    const { answer, checks, evidence } = COMPLIANCE_TOPICS[topic];
    const names = checks.map((check) => `\`${check}\``).join(', ');
    return `| ${id} | ${asks} | ${answer} | ${names} | \`${evidence}\` |\n`;
  });
  return `## ${title}

\`trailwatch trails --check --framework ${name}\`; source: <${source}>

| control | asks | answered by | checks | evidence |
| --- | --- | --- | --- | --- |
${rows.join('')}`;
}
