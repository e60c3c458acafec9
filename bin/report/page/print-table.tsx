import { countText, timeText, titleText } from './format';
import type { PageModel } from './page-model';

/** So many alerts are printed: about thirty sheets. */
const MAX_PRINTED = 1_000;

/** The alerts that are shown, for paper: all columns, no scrolling. */
export function PrintTable({ model }: { readonly model: PageModel }) {
  const { set } = model;
  const rows = model.rows.value;
  const printed = [...rows.subarray(0, MAX_PRINTED)];
  return (
    <section class="print-only">
      <h2>Alerts</h2>
      {printed.length < rows.length && (
        <p>
          The first {countText(printed.length)} of {countText(rows.length)} alerts.
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">Time (UTC)</th>
            <th scope="col">Severity</th>
            <th scope="col">What</th>
            <th scope="col">Who</th>
            <th scope="col">From</th>
            <th scope="col">Where</th>
          </tr>
        </thead>
        <tbody>
          {printed.map((row) => (
            <tr key={row}>
              <td>{timeText(set.times[row] ?? Number.NaN)}</td>
              <td>{titleText(set.value('severity', row))}</td>
              <td>{set.value('title', row)}</td>
              <td>{set.value('who', row)}</td>
              <td>{set.value('address', row)}</td>
              <td>
                {set.value('account', row)} {set.value('region', row)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
