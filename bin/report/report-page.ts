import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toInertText } from '../../lib/core/safe-text/inert-text';
import { toHtmlText } from '../../lib/core/safe-text/markup-text';
import { packageRoot, packageVersion } from '../cli/package-root';
import { renderReason, UserError } from '../cli/user-error';
import { DATA_ELEMENTS } from './report-data';

/** What is built of the page: its program, its style, and the licenses of what the program contains. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  readonly licenses: string;
}

/** What is in the page before its program runs. */
export interface PageHead {
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
}

/** Reads the built page. */
export function readPageParts(): PageParts {
  const read = (name: string): string => {
    const path = join(packageRoot(), 'dist/bin', name);
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (error) {
      throw new UserError(`the page is not built (${path}: ${renderReason(error)}); run npm run build`);
    }
  };
  return {
    script: read('report-page.js'),
    style: read('report-page-style.css'),
    licenses: read('report-page-licenses.txt'),
  };
}

/** What is before the data. A browser shows it while it reads the rest. */
export function renderPageHead({ script, style, licenses }: PageParts, { title, summary }: PageHead): string {
  const head = { title: toHtmlText(toInertText(title)), summary: toHtmlText(toInertText(summary)) };
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="trailwatch report ${toHtmlText(packageVersion())}">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<meta name="referrer" content="no-referrer"><title>${head.title}</title><link rel="icon" href="data:,">
<style>${style}</style></head><body>
<!--
${licenses.replaceAll('--', '- -')}
-->
<div id="${DATA_ELEMENTS.app}"><main class="loading"><h1>${head.title}</h1><p>${head.summary}</p></main></div>
<noscript><p class="loading">This page shows its alerts with JavaScript, which is turned off.</p></noscript>
`;
}

/** A block of details. Browsers do not run scripts of this type. */
export function renderBlock(block: string): string {
  return `<script type="text/plain" class="${DATA_ELEMENTS.block}">${block}</script>\n`;
}

/** The index, and the program that shows it. */
export function renderPageEnd({ script }: PageParts, index: string): string {
  return `<script type="text/plain" id="${DATA_ELEMENTS.index}">${index}</script>
<script>${script}</script></body></html>
`;
}

/** Nothing is loaded and nothing is sent: only this program runs, and only this style is used. */
function contentSecurityPolicy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    // The icon that is none.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
