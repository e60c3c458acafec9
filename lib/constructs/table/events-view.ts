import { Fn, Stack, Token } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import { EVENTS_VIEW_COLUMNS, type EventsView, toEventsView } from '../../core/query/athena/events-view';

/** A view of a database, with the parameters by which Athena knows a view. */
export function createEventsView(scope: Construct, shape: EventsView, databaseName: string): CfnTable {
  const view = toEventsView(shape, databaseName);
  const encoded = Token.isUnresolved(view) ? Fn.base64(view) : Buffer.from(view).toString('base64');
  return new CfnTable(scope, 'Events', {
    catalogId: Stack.of(scope).account,
    databaseName,
    tableInput: {
      name: shape.name,
      description: shape.description,
      tableType: 'VIRTUAL_VIEW',
      parameters: { presto_view: 'true', comment: 'Presto View' },
      partitionKeys: [],
      storageDescriptor: {
        columns: EVENTS_VIEW_COLUMNS.map(({ name, type }) => ({ name, type })),
        // Athena takes no view without them.
        serdeInfo: { name: '-', serializationLibrary: '-' },
      },
      viewOriginalText: `/* Presto View: ${encoded} */`,
      viewExpandedText: '/* Presto View */',
    },
  });
}
