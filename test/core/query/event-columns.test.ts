import { EVENT_COLUMNS } from '../../../lib/core/query/event-columns';
import { openFixture } from './query-fixture';

/** The cells of the columns that are not NULL, of each record. */
async function cellsOf(record: Parameters<typeof openFixture>[0], ...columns: readonly string[]) {
  const connection = await openFixture(record);
  const result = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM events`);
  connection.closeSync();
  return result
    .getRowObjectsJson()
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null)));
}

describe('columns of the view events', () => {
  it('have the newer fields of a record', async () => {
    const record = {
      eventID: 'a',
      userIdentity: {
        onBehalfOf: {
          userId: 'u-1',
          identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-1',
        },
        inScopeOf: {
          sourceArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
          issuerType: 'AWS::Lambda::Function',
        },
      },
      sharedEventID: 's',
      vpcEndpointAccountId: '444455556666',
      tlsDetails: { tlsVersion: 'TLSv1.3' },
      addendum: { reason: 'UPDATED_DATA', updatedFields: 'responseElements', originalEventID: 'e0' },
      eventContext: { tagContext: { principalTags: { team: 'blau-ü' } } },
    };
    const columns = [
      ...['on_behalf_of_user_id', 'on_behalf_of_identity_store_arn', 'in_scope_of_source_arn'],
      ...[
        'in_scope_of_issuer_type',
        'shared_event_id',
        'vpc_endpoint_account_id',
        'tls_version',
        'addendum_reason',
      ],
      ...['addendum_updated_fields', 'addendum_original_event_id'],
      "event_context->'tagContext'->'principalTags'->>'team' AS team",
    ];
    const none = { eventID: 'b', userIdentity: { onBehalfOf: 'x' }, addendum: null, eventContext: null };
    const found = await cellsOf([record, none], ...columns);
    expect(found).toEqual([
      {
        on_behalf_of_user_id: 'u-1',
        on_behalf_of_identity_store_arn: 'arn:aws:identitystore::111122223333:identitystore/d-1',
        in_scope_of_source_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
        in_scope_of_issuer_type: 'AWS::Lambda::Function',
        ...{ shared_event_id: 's', vpc_endpoint_account_id: '444455556666', tls_version: 'TLSv1.3' },
        ...{ addendum_reason: 'UPDATED_DATA', addendum_updated_fields: 'responseElements' },
        ...{ addendum_original_event_id: 'e0', team: 'blau-ü' },
      },
      {},
    ]);
  });

  it.each(['2026-11-20 14:55:00', '2026-11-20T14:55:00Z'])(
    'have what a summary of data events spells in its own way, and the window from %s as its time',
    async (windowStart) => {
      const summary = {
        primaryDimension: { dimension: 'eventName', statistics: [{ name: 'GetObject', value: 7 }] },
      };
      const record = { eventId: 'a', accountId: '111122223333', timeWindow: { windowStart }, summary };
      const columns = [
        'event_time',
        'event_id',
        'recipient_account_id',
        'CAST(summary AS VARCHAR) AS summary',
      ];
      expect(await cellsOf([record], ...columns)).toEqual([
        {
          ...{ event_time: '2026-11-20 14:55:00', event_id: 'a', recipient_account_id: '111122223333' },
          summary: JSON.stringify(summary),
        },
      ]);
    },
  );

  it('name a user of IAM Identity Center, who has no ARN and no name', async () => {
    const userIdentity = {
      ...{ type: 'IdentityCenterUser', accountId: '111122223333' },
      onBehalfOf: {
        userId: 'u-1',
        identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-1',
      },
    };
    expect(await cellsOf([{ eventID: 'a', userIdentity }], 'actor')).toEqual([{ actor: 'u-1' }]);
  });

  it('take details of Insights of any other type for none', async () => {
    const columns = EVENT_COLUMNS.map(({ name }) => name).filter((name) => name.startsWith('insight_'));
    const strange = ['x', 1, null, [], {}].map((attributions) => ({
      insightDetails: { insightType: {}, insightContext: { statistics: [], attributions } },
    }));
    const found = await cellsOf(
      [...strange, { insightDetails: 'x' }],
      ...columns.filter((name) => name !== 'insight_details' && name !== 'insight_type'),
    );
    expect(found.map(({ insight_users: users = [], ...others }) => [users, others])).toEqual(
      found.map(() => [[], {}]),
    );
  });

  it('have no list of resources where the record has none', async () => {
    const lists = [[{ ARN: 'arn:aws:s3:::b' }], [], null, 'x', { ARN: 'arn:aws:s3:::b' }];
    const records = [...lists.map((resources) => ({ resources })), {}];
    expect(await cellsOf(records, 'resource_arns')).toEqual([
      { resource_arns: ['arn:aws:s3:::b'] },
      { resource_arns: [] },
      ...[{}, {}, {}, {}],
    ]);
  });
});
