import { useMemo, useState } from 'preact/hooks';
import type { AlertDetail, ConditionText } from '../report-data';
import { countText } from './format';
import { type RecordLine, toRecordLines } from './record-lines';

/** The number of lines that are rendered at a time; a record of 256 KB has ten thousand. */
const MANY_LINES = 1_500;

/** The conditions that held of a record, and the record with the values by which they did. */
export function RecordView({
  detail,
  conditions,
}: {
  readonly detail: AlertDetail;
  readonly conditions: readonly ConditionText[];
}) {
  return (
    <>
      {detail.held.length > 0 && <Conditions detail={detail} conditions={conditions} />}
      <RecordText detail={detail} />
    </>
  );
}

function Conditions({
  detail,
  conditions,
}: {
  readonly detail: AlertDetail;
  readonly conditions: readonly ConditionText[];
}) {
  return (
    <section aria-labelledby="why-title">
      <h3 id="why-title">Why it matched</h3>
      <ol class="conditions">
        {detail.held.map(([number, places], at) => {
          const condition = conditions[number];
          if (condition === undefined) return null;
          return (
            <li key={number} class={places.length > 0 ? 'condition marked' : 'condition'}>
              {places.length > 0 ? <span class="badge">{at + 1}</span> : <span class="badge none">–</span>}
              <span>
                <code>{condition.field}</code> {condition.test}{' '}
                {condition.values.map((value, place) => (
                  <span key={value}>
                    {place > 0 &&
                      (place === condition.values.length - 1 && condition.more === 0 ? ' or ' : ', ')}
                    <code class="value">{value === '' ? "''" : value}</code>
                  </span>
                ))}
                {condition.more > 0 && <span> or one of {countText(condition.more)} more</span>}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function RecordText({ detail }: { readonly detail: AlertDetail }) {
  const { record, held } = detail;
  const [isWhole, setWhole] = useState(false);
  const [copied, setCopied] = useState('');
  const lines = useMemo(() => (record === undefined ? [] : toRecordLines(record, held)), [record, held]);
  if (record === undefined)
    return (
      <p class="note">The record of this alert was left out, because the page would have been too large.</p>
    );
  const shown = isWhole ? lines : lines.slice(0, MANY_LINES);
  const copy = async () => {
    const text = JSON.stringify(record, null, 2);
    await navigator.clipboard.writeText(text).then(
      () => setCopied('Copied'),
      () => setCopied('This browser does not let the page copy'),
    );
  };
  return (
    <section aria-labelledby="record-title">
      <div class="section-head">
        <h3 id="record-title">Record</h3>
        <span>
          <span role="status" class="quiet">
            {copied}
          </span>{' '}
          <button type="button" class="link" onClick={copy}>
            Copy as JSON
          </button>
        </span>
      </div>
      <div class="record">
        {shown.map((line, at) => (
          <Line key={at} line={line} />
        ))}
      </div>
      {shown.length < lines.length && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          Show the other {countText(lines.length - shown.length)} lines
        </button>
      )}
    </section>
  );
}

function Line({ line: { depth, key, text, end, marks } }: { readonly line: RecordLine }) {
  return (
    <div class={marks.length > 0 ? 'line held' : 'line'} style={{ '--depth': String(depth) }}>
      {key !== undefined && <span class="key">{key}: </span>}
      {marks.length > 0 ? <mark>{text}</mark> : <span>{text}</span>}
      {end}
      {marks.map((mark) => (
        <span key={mark} class="badge">
          <span class="unseen">satisfies condition </span>
          {mark}
        </span>
      ))}
    </div>
  );
}
