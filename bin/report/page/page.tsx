import { render } from 'preact';
import { DATA_ELEMENTS } from '../report-data';
import { filterTexts } from './filter-texts';
import { countText, timeText, titleText } from './format';
import { NoData, PageModel, readIndex } from './page-model';
import { ReportApp } from './report-app';

async function main(): Promise<void> {
  const app = document.getElementById(DATA_ELEMENTS.app);
  if (app === null) return;
  try {
    const model = new PageModel(await readIndex());
    app.replaceChildren();
    render(<ReportApp model={model} />, app);
    printWith(model);
  } catch (error) {
    const reason =
      error instanceof NoData
        ? error.message
        : 'The alerts of this page cannot be read: the file is damaged.';
    app.append(
      Object.assign(document.createElement('p'), { className: 'loading note', textContent: reason }),
    );
  }
}

/** Only visible rows are in the document; the printed version is created on demand. */
function printWith(model: PageModel): void {
  const paper = document.body.appendChild(document.createElement('div'));
  addEventListener('beforeprint', () => render(<PrintTable model={model} />, paper));
  addEventListener('afterprint', () => render(null, paper));
}

/** The maximum number of alerts that are printed: about thirty sheets. */
const MAX_PRINTED = 1_000;

/** The alerts that are shown, for paper: all columns, no scrolling. */
function PrintTable({ model }: { readonly model: PageModel }) {
  const { set } = model;
  if (model.casePage.value !== undefined) return null;
  const rows = model.rows.value;
  const printed = [...rows.subarray(0, MAX_PRINTED)];
  const filters = filterTexts(model);
  return (
    <section class="print-only">
      <h2>Alerts</h2>
      {filters.length > 0 && <p>Only alerts with {filters.join('; ')}.</p>}
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

void main();
