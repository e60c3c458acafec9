import { redactIds } from './redact-ids';
import type { Step, StepResult } from './run-steps';

/** What a transcript is made from. */
export interface TranscriptProps {
  /** Versions and the Region, by their names. */
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly results: readonly StepResult[];
  /** Stacks that were deployed and not removed. */
  readonly standing: readonly string[];
  /** What is known to identify the account, with what replaces it. */
  readonly known: Readonly<Record<string, string>>;
  /** The address of an emulator; undefined on AWS. */
  readonly endpoint?: string | undefined;
}

/** A Markdown page for an issue: a line for each step, also for those that did not run, without ids. */
export function renderTranscript(props: TranscriptProps): string {
  const { versions, steps, results, standing, known, endpoint } = props;
  const clean = (text: string) => redactIds(text, known).replace(/[|\r\n]+/g, ' ');
  const rows = steps.map(({ id }) => {
    const result = results.find((one) => one.id === id);
    const outcome = result?.outcome ?? 'not run';
    const facts = result?.facts ?? ['the run ended before'];
    const times = result === undefined ? ['', ''] : timesOf(result);
    return `| ${id} | ${outcome} | ${times.join(' | ')} | ${facts.map(clean).join('<br>')} |`;
  });
  const where =
    endpoint === undefined
      ? 'Run on AWS.'
      : 'Run on an emulator (`AWS_ENDPOINT_URL` is set): it proves nothing about AWS.';
  return [
    '# Acceptance run of trailwatch',
    '',
    where,
    '',
    ...Object.entries(versions).map(([name, value]) => `- ${name}: ${clean(value)}`),
    `- left behind: ${standing.length === 0 ? 'no stack' : standing.map(clean).join(', ')}`,
    '',
    '| step | outcome | started | seconds | seen |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function timesOf({ outcome, startedMs, tookMs }: StepResult): readonly string[] {
  if (outcome === 'not run') return ['', ''];
  return [new Date(startedMs).toISOString().slice(0, 19), (tookMs / 1000).toFixed(1)];
}
