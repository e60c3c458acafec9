import { gunzipSync } from 'node:zlib';
import type { AlertDetail, ReportIndex } from '../../../bin/report/report-data';

/** What a page holds, as its program reads it. */
export interface ReadReport {
  readonly index: ReportIndex;
  readonly details: readonly AlertDetail[];
}

/** Reads the data of a page. */
export function readReport(html: string): ReadReport {
  const [index = ''] = textsOf(html, /<script type="text\/plain" id="index">([^<]*)<\/script>/g);
  const blocks = textsOf(html, /<script type="text\/plain" class="alert-block">([^<]*)<\/script>/g);
  return {
    index: unpack(index) as ReportIndex,
    details: blocks.flatMap((block) => unpack(block) as readonly AlertDetail[]),
  };
}

/** The values of a column, alert by alert. */
export function columnOf({ index }: ReadReport, name: keyof ReportIndex['columns']): readonly string[] {
  const { values, ids } = index.columns[name];
  return ids.map((id) => values[id] ?? '');
}

function textsOf(html: string, pattern: RegExp): readonly string[] {
  return [...html.matchAll(pattern)].map(([, text = '']) => text);
}

function unpack(base64: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString());
}
