import { render } from 'preact';
import { DATA_ELEMENTS } from '../report-data';
import { PageModel } from './page-model';
import { PrintTable } from './print-table';
import { NoData, readIndex } from './read-data';
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

/** The rows that can be seen are all that is in the document; what is printed is made when it is asked for. */
function printWith(model: PageModel): void {
  const paper = document.body.appendChild(document.createElement('div'));
  addEventListener('beforeprint', () => render(<PrintTable model={model} />, paper));
  addEventListener('afterprint', () => render(null, paper));
}

void main();
