#!/usr/bin/env node
/**
 * Runs `trailwatch review` in a job of GitHub Actions or GitLab CI, and posts what it says as one comment on the pull or merge
 * request: the comment of an earlier run is updated. Where nothing can be posted, the review goes to the summary of the job.
 *
 *     TRAILWATCH_HEAD      what `cdk synth` wrote for the change, or a template; by default cdk.out
 *     TRAILWATCH_BASE      the same of the branch that it goes to; without it, the state is described
 *     TRAILWATCH_FAIL_ON   kinds of changes that fail the job, with commas between
 *     TRAILWATCH_ACCEPTED  the file of changes that are accepted for a time
 *     TRAILWATCH_COUNTS    a file with the counts of a month, for the cost
 *     TRAILWATCH_NAME      tells the comments of several apps apart
 *     TRAILWATCH_TOKEN     posts the comment
 *
 * Exits as `trailwatch review` does: 0, 1 when there is a change to fail on, 2 when something could not be read.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { markerFor, toComment } from './comment-text.mjs';
import { hostOf } from './hosts.mjs';

const COMMAND_LINE = fileURLToPath(new URL('../dist/bin/trailwatch.js', import.meta.url));

/** More output than any review has. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

process.exitCode = await main(process.env).catch((error) => {
  say('error', error.message);
  return 2;
});

async function main(env) {
  const marker = markerFor(env.TRAILWATCH_NAME);
  const { status, review } = await runReview(env);
  // a usage error has no review
  if (review.trim() === '') return status === 0 ? 2 : status;
  await publish(toComment(review, marker), marker, { env, review });
  return status;
}

/** Posts the comment; where that fails, the review is in the summary, and the job does not fail for it. */
async function publish(comment, marker, { env, review }) {
  const { host, reason } = hostOf(env);
  if (host === undefined) return summarize(review, reason, env);
  try {
    const [kept, ...others] = (await host.comments()).filter(({ body }) => body.startsWith(marker));
    const place = kept === undefined ? await host.create(comment) : await host.update(kept.id, comment);
    for (const { id } of others) await host.remove(id).catch((error) => say('warning', error.message));
    setOutput('comment-url', place, env);
  } catch (error) {
    const hint = [401, 403, 404].includes(error.status)
      ? '; the token needs permission to write comments'
      : '';
    say('warning', `the review is not posted: ${error.message}${hint}`);
    summarize(review, 'the comment could not be posted', env);
  }
}

/** Prints the review where people look for it: the job's summary on GitHub, the log and a file on GitLab. */
function summarize(review, reason, env) {
  say('notice', `the review is not posted as a comment: ${reason}`);
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${review}\n`);
  else withoutCommands(review);
  if (env.GITLAB_CI === 'true') writeFileSync('trailwatch-review.md', review);
}

/** Runs the command line without a shell; names of branches and folders are arguments, never code. */
function runReview(env) {
  const {
    TRAILWATCH_HEAD: head,
    TRAILWATCH_BASE: base,
    TRAILWATCH_FAIL_ON: failOn,
    TRAILWATCH_ACCEPTED: accepted,
    TRAILWATCH_COUNTS: counts,
  } = env;
  const program = process.execPath;
  const first = [commandLine()];
  const options = [
    ...(base ? ['--base', base] : []),
    ...(failOn ? ['--fail-on', failOn] : []),
    ...(accepted ? ['--accepted', accepted] : []),
    ...(counts ? ['--counts', counts] : []),
  ];
  // what is reviewed may be anyone's: the token is not for the command line
  const { TRAILWATCH_TOKEN: _token, ...rest } = env;
  return new Promise((resolve, reject) => {
    const args = [...first, 'review', ...options, '--format', 'markdown', '--', head || 'cdk.out'];
    const child = spawn(program, args, { env: rest, stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, messages] = [[], []];
    let bytes = 0;
    child.stdout.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes <= MAX_OUTPUT_BYTES) output.push(chunk);
    });
    child.stderr.on('data', (chunk) => messages.push(chunk));
    child.on('error', (error) => reject(new Error(`${program} does not start: ${error.message}`)));
    child.on('close', (code) => {
      withoutCommands(Buffer.concat(messages).toString('utf8'));
      setTotals(Buffer.concat(messages).toString('utf8'), env);
      resolve({ status: code ?? 2, review: Buffer.concat(output).toString('utf8') });
    });
  });
}

/** The command line that came with this file, and no other: a job with a token runs nothing that a registry resolves by name. */
function commandLine() {
  if (existsSync(COMMAND_LINE)) return COMMAND_LINE;
  throw new Error(
    `there is no command line at ${COMMAND_LINE}: install the package from its tarball, or build the repository with npm ci and npm run build -- runtime`,
  );
}

/** The last line of the command line's messages, as outputs of the step. */
function setTotals(messages, env) {
  const [, verdict, failing] = /^verdict=([\w-]+) .*\bfailing=(\d+)/m.exec(messages) ?? [];
  if (verdict === undefined) return;
  setOutput('verdict', verdict, env);
  setOutput('failing', failing, env);
}

function setOutput(name, value, { GITHUB_OUTPUT: path }) {
  if (path) appendFileSync(path, `${name}=${String(value).replace(/[\r\n]/g, ' ')}\n`);
}

/** A message of this script: an annotation on GitHub. */
function say(level, message) {
  const line = message.replace(/[\r\n]+/g, ' ');
  const isGitHub = process.env.GITHUB_ACTIONS === 'true';
  process.stderr.write(isGitHub ? `::${level}::${line.replaceAll('%', '%25')}\n` : `${line}\n`);
}

/** Text of others on standard output: lines that begin with `::` are commands to GitHub's runner, and it must give none. */
function withoutCommands(text) {
  const stop = randomUUID();
  const isGitHub = process.env.GITHUB_ACTIONS === 'true';
  process.stdout.write(isGitHub ? `::stop-commands::${stop}\n${text}\n::${stop}::\n` : `${text}\n`);
}
