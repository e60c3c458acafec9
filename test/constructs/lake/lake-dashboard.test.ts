import { Duration, Lazy, type Stack } from 'aws-cdk-lib';
import {
  EventDataStore,
  LakeDashboard,
  type LakeDashboardProps,
  type LakeQueryWidgetProps,
  LakeRefresh,
  type LakeSqlWidgetProps,
  LakeView,
  LakeWidget,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  REGION,
  resourceOf,
  resourcesOf,
  synthError,
  warningsOf,
} from '../synthesize';

const ID = '0a1b2c3d-0000-4000-8000-000000000000';
const ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/${ID}`;
const DASHBOARD = 'AWS::CloudTrail::Dashboard';
const POLICY = 'AWS::CloudTrail::ResourcePolicy';
const BOUNDED =
  'SELECT errorCode, count(*) AS n FROM $EventDataStoreId$ WHERE eventTime > $StartTime$ GROUP BY 1';

function importedStore(stack: Stack) {
  return EventDataStore.fromEventDataStoreArn(stack, 'Store', ARN);
}

/** On a store that is imported, whose policy needs no change here. */
function dashboardWith(props: Partial<LakeDashboardProps> = {}, stack = newStack()) {
  const widgets = props.widgets ?? [LakeWidget.query(importedStore(stack), { queryName: 'root-use' })];
  const storePoliciesManagedElsewhere = true;
  const dashboard = new LakeDashboard(stack, 'Dashboard', {
    ...{ storePoliciesManagedElsewhere, widgets },
    ...props,
  });
  return { stack, dashboard, properties: () => resourceOf(stack, DASHBOARD).Properties };
}

function sqlWidget(props: Partial<LakeSqlWidgetProps> = {}, stack = newStack()) {
  const widget = LakeWidget.sql(importedStore(stack), { title: 'Errors', sql: BOUNDED, ...props });
  return dashboardWith({ widgets: [widget] }, stack).properties().Widgets[0];
}

function queryWidget(props: LakeQueryWidgetProps, stack = newStack()) {
  const widget = LakeWidget.query(importedStore(stack), props);
  return dashboardWith({ widgets: [widget] }, stack).properties().Widgets[0];
}

describe('a dashboard', () => {
  test('is protected and kept, and refreshed by hand', () => {
    const { stack, properties } = dashboardWith();
    const { Widgets, ...others } = properties();
    expect(others).toEqual({
      Name: expect.stringMatching(/^Stack-Dashboard-/),
      TerminationProtectionEnabled: true,
    });
    expect(Widgets).toHaveLength(1);
    expect(resourceOf(stack, DASHBOARD).DeletionPolicy).toBe('Retain');
    expect(resourcesOf(stack, POLICY)).toEqual([]);
  });

  test('goes with its stack where it is not protected', () => {
    const { stack, properties } = dashboardWith({ terminationProtection: false });
    expect(properties().TerminationProtectionEnabled).toBe(false);
    expect(resourceOf(stack, DASHBOARD).DeletionPolicy).toBe('Delete');
  });

  test.each<[string, LakeRefresh, string, number, string, string]>([
    ['every six hours', LakeRefresh.every(Duration.hours(6)), 'HOURS', 6, '00:00', 'ENABLED'],
    ['every hour', LakeRefresh.every(Duration.minutes(60), '00:15'), 'HOURS', 1, '00:15', 'ENABLED'],
    ['daily', LakeRefresh.daily('23:59'), 'DAYS', 1, '23:59', 'ENABLED'],
    ['not now', LakeRefresh.daily('06:00').disabled(), 'DAYS', 1, '06:00', 'DISABLED'],
  ])('is refreshed %s', (_, refresh, Unit, Value, TimeOfDay, Status) => {
    const { properties } = dashboardWith({ refresh });
    expect(properties().RefreshSchedule).toEqual({ Frequency: { Unit, Value }, TimeOfDay, Status });
  });

  test('lets CloudTrail refresh it, and its stores let CloudTrail query, and nothing is circular', () => {
    const stack = newStack();
    const store = new EventDataStore(stack, 'Events');
    const widgets = [
      LakeWidget.query(store, { queryName: 'root-use' }),
      LakeWidget.query(store, { queryName: 'iam-changes' }),
    ];
    dashboardWith({ widgets, dashboardName: 'security', refresh: LakeRefresh.daily() }, stack);
    const dashboardArn = {
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:cloudtrail:${REGION}:${ACCOUNT}:dashboard/security`],
      ],
    };
    const source = { 'AWS:SourceArn': dashboardArn, 'AWS:SourceAccount': ACCOUNT };
    const cloudTrail = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
    const ofStore = resourceOf(stack, POLICY, 'Events').Properties;
    expect(ofStore.ResourcePolicy.Statement).toEqual([
      {
        ...cloudTrail,
        Action: 'cloudtrail:StartQuery',
        Resource: ofStore.ResourceArn,
        Condition: { StringLike: source },
      },
    ]);
    const own = resourceOf(stack, POLICY, 'Dashboard').Properties;
    expect(own.ResourceArn).toEqual({ Ref: expect.stringMatching(/^Dashboard/) });
    expect(own.ResourcePolicy.Statement).toEqual([
      {
        ...cloudTrail,
        Action: 'cloudtrail:StartDashboardRefresh',
        Resource: dashboardArn,
        Condition: { StringEquals: source },
      },
    ]);
    expect(resourceOf(stack, DASHBOARD).DependsOn).toEqual([expect.stringMatching(/^EventsPolicy/)]);
  });

  test('says what the policy of an imported store needs, beside stores of the app', () => {
    const stack = newStack();
    const own = new EventDataStore(stack, 'Own');
    const imported = importedStore(stack);
    const widgets = [own, imported].map((store) => LakeWidget.query(store, { queryName: 'root-use' }));
    dashboardWith({ widgets, storePoliciesManagedElsewhere: false }, stack);
    expect(synthError(stack)).toMatch(
      /event data store .*cannot be changed from this app.*cloudtrail:StartQuery/s,
    );
    expect(synthError(stack)).toContain('then set storePoliciesManagedElsewhere: true');
    const other = newStack();
    const widget = LakeWidget.query(new EventDataStore(other, 'Own'), { queryName: 'root-use' });
    dashboardWith({ widgets: [widget], storePoliciesManagedElsewhere: true }, other);
    expect(resourcesOf(other, POLICY)).toHaveLength(1);
  });

  test('warns of a widget that names no time range', () => {
    const stack = newStack();
    sqlWidget({ title: 'Everything', sql: 'SELECT count(*) AS n FROM $EventDataStoreId$' }, stack);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/widgets 'Everything' name no \$StartTime\$.*unboundedWidget/),
    ]);
    expect(warningsOf(dashboardWith().stack)).toEqual([]);
  });

  test.each<[string, Partial<LakeDashboardProps>, string]>([
    ['no widget', { widgets: [] }, 'widgets has 0 widgets; a dashboard allows 1 to 10'],
    ['a wrong name', { dashboardName: 'a b c' }, "dashboardName 'a b c' is not a valid dashboard name"],
    ['the name of the Highlights', { dashboardName: 'AWSCloudTrail-Highlights' }, 'which CloudTrail manages'],
  ])('fails with %s', (_, props, sentence) => {
    expect(() => dashboardWith(props)).toThrow(sentence);
  });

  test('fails with eleven widgets', () => {
    const store = importedStore(newStack());
    const widgets = Array.from({ length: 11 }, () => LakeWidget.query(store, { queryName: 'root-use' }));
    expect(() => dashboardWith({ widgets })).toThrow('widgets has 11 widgets; a dashboard allows 1 to 10');
  });

  test.each([
    ['account', { account: MANAGEMENT, region: REGION }],
    ['Region', { account: ACCOUNT, region: 'us-west-2' }],
  ])('fails with a store of another %s', (_, env) => {
    expect(() => dashboardWith({}, newStack({ env }))).toThrow(
      /widgets: 'Stack\/Store' is in account .* and Region .*: CloudTrail supports both only in the account and Region of/,
    );
  });

  test('fails with the name of another dashboard', () => {
    const { stack } = dashboardWith({ dashboardName: 'security' });
    const store = EventDataStore.fromEventDataStoreArn(stack, 'Same', ARN);
    new LakeDashboard(stack, 'Second', {
      ...{ dashboardName: 'security', storePoliciesManagedElsewhere: true },
      widgets: [LakeWidget.query(store, { queryName: 'root-use' })],
    });
    expect(synthError(stack)).toContain("both have the dashboard name 'security'");
  });
});

describe('a widget', () => {
  test('shows your own SQL as a table', () => {
    expect(sqlWidget()).toEqual({
      QueryStatement: `SELECT errorCode, count(*) AS n FROM ${ID} WHERE eventTime > '?' GROUP BY 1`,
      QueryParameters: ['$StartTime$'],
      ViewProperties: { Height: '2', Width: '4', Title: 'Errors', View: 'Table' },
    });
  });

  const columns = { labelColumn: 'errorCode', valueColumn: 'n' };
  const labels = { LabelColumn: 'errorCode', ValueColumn: 'n' };
  test.each<[string, LakeView, Record<string, string>]>([
    [
      'a line chart',
      LakeView.lineChart({ xAxisColumn: 'day', yAxisColumn: 'n', filterColumn: 'readOnly' }),
      { View: 'LineChart', XAxisColumn: 'day', YAxisColumn: 'n', FilterColumn: 'readOnly' },
    ],
    ['a pie chart', LakeView.pieChart(columns), { View: 'PieChart', ...labels }],
    [
      'a bar chart of columns',
      LakeView.verticalBarChart({ ...columns, filterColumn: 'account' }),
      { View: 'BarChart', ...labels, FilterColumn: 'account', Orientation: 'Vertical' },
    ],
    [
      'a bar chart of rows',
      LakeView.horizontalBarChart(columns),
      { View: 'BarChart', ...labels, Orientation: 'Horizontal' },
    ],
  ])('can be %s', (_, view, properties) => {
    expect(sqlWidget({ view, width: 6, height: 3.5 }).ViewProperties).toEqual({
      ...{ Height: '3.5', Width: '6', Title: 'Errors' },
      ...properties,
    });
  });

  test('shows a named query with its parameters, over the time range of the refresh', () => {
    const parameters = { key: "AKIA'" };
    const { QueryStatement, QueryParameters, ViewProperties } = queryWidget({
      queryName: 'key-activity',
      parameters,
    });
    expect(QueryStatement).toContain(`(SELECT * FROM ${ID} WHERE eventTime >= '?' AND eventTime < '?')`);
    expect(QueryStatement).toContain("'AKIA'''");
    expect(QueryParameters).toEqual(['$StartTime$', '$EndTime$']);
    expect(ViewProperties.Title).toMatch(/^[\w.\- ]+$/);
  });

  test('reads a store of the app by its id, and lets CloudTrail query each store that it joins', () => {
    const stack = newStack();
    const [first, second] = ['First', 'Second'].map((id) => new EventDataStore(stack, id));
    if (first === undefined || second === undefined) throw new Error('two stores');
    const sql = `SELECT a.eventName FROM $EventDataStoreId$ a JOIN ${second.eventDataStoreId} b ON a.eventID = b.eventID WHERE a.eventTime > $StartTime$`;
    const widget = LakeWidget.sql(first, { title: 'Both', sql, joinedEventDataStores: [second] });
    const { Widgets } = dashboardWith({ widgets: [widget] }, stack).properties();
    const storesRead = JSON.stringify(Widgets[0].QueryStatement).match(
      /(First|Second)\w+","EventDataStoreArn/g,
    );
    expect(storesRead?.map((text) => text.replace(/[0-9A-F]{8}.*/, ''))).toEqual(['First', 'Second']);
    expect(resourcesOf(stack, POLICY)).toHaveLength(2);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a wrong title',
      () => sqlWidget({ title: 'Errors!' }),
      "title 'Errors!' is not valid: it may contain only",
    ],
    ['no height', () => sqlWidget({ height: 0 }), 'height is 0; it must be more than 0'],
    [
      'a wrong column',
      () => sqlWidget({ view: LakeView.pieChart({ ...columns, labelColumn: 'a"b' }) }),
      "labelColumn 'a\"b' is not valid",
    ],
    ['a question mark', () => sqlWidget({ sql: 'SELECT ?' }), "widget 'Errors': the SQL has a '?'"],
    [
      'an unknown query',
      () => queryWidget({ queryName: 'root-usage' }),
      "queryName: there is no query 'root-usage'; did you mean 'root-use'?",
    ],
    [
      'a parameter that the query has not',
      () => queryWidget({ queryName: 'root-use', parameters: { actor: 'x' } }),
      "widget 'root-use': query root-use has no parameter 'actor'",
    ],
    [
      'a parameter without a value',
      () => queryWidget({ queryName: 'key-users' }),
      'parameters.key is missing: the id of an access key',
    ],
    [
      'a parameter that is not known yet',
      () =>
        queryWidget({
          queryName: 'key-activity',
          parameters: { key: Lazy.string({ produce: () => 'AKIA' }) },
        }),
      'parameters.key is known only at deployment',
    ],
    [
      'an interval that CloudTrail does not have',
      () => LakeRefresh.every(Duration.hours(2)),
      'interval is 2 hours, but must be 1, 6, 12, 24 hours',
    ],
    ['no time', () => LakeRefresh.daily('24:00'), "timeOfDay '24:00' is not a time; write HH:MM in UTC"],
  ])('fails with %s', (_, create, sentence) => {
    expect(create).toThrow(sentence);
  });
});
