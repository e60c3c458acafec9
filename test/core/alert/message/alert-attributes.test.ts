import type { Alert } from '../../../../lib/core/alert/alert';
import { alertAttributes } from '../../../../lib/core/alert/message/alert-attributes';
import { sampleAlert } from '../sample-alert';

describe('alertAttributes', () => {
  it('gives what subscriptions filter by', () => {
    expect(alertAttributes({ ...sampleAlert(), firstSteps: ['Start it\nagain.'] })).toEqual({
      severity: { DataType: 'String', StringValue: 'high' },
      rule: { DataType: 'String', StringValue: '0b0f2a76-3a0c-4d4e-9f1a-6b1f6a1d0001' },
      ruleName: { DataType: 'String', StringValue: 'trail-stopped' },
      account: { DataType: 'String', StringValue: '111122223333' },
      region: { DataType: 'String', StringValue: 'eu-west-1' },
      route: { DataType: 'String', StringValue: 'log-file' },
      techniques: { DataType: 'String.Array', StringValue: '["T1562.008","T1685.002"]' },
      firstSteps: { DataType: 'String.Array', StringValue: '["Start it again."]' },
    });
  });

  it('leaves out what the alert does not have, since SNS takes no empty value', () => {
    const { ruleName, firstSteps, ...earlier } = sampleAlert({ awsRegion: undefined });
    expect([ruleName, firstSteps]).not.toContain(undefined);
    const alert: Alert = { ...earlier, version: 1, tags: ['attack.defense_evasion'] };
    expect(Object.keys(alertAttributes(alert))).toEqual(['severity', 'rule', 'account', 'route']);
  });

  it('stays below the ten attributes that a queue with raw delivery takes', () => {
    const whole: Alert = {
      ...{ ...sampleAlert(), firstSteps: Array(99).fill('x'.repeat(9999)) },
      recipientAccount: {
        name: 'payments',
        organizationalUnits: [{ id: 'ou-1', name: 'a' }],
        tags: { owner: 'a' },
      },
    };
    expect(alertAttributes(whole).firstSteps?.StringValue.length).toBeLessThan(11_000);
    // that of the origin is the tenth
    for (const alert of [whole, { ...whole, repeat: true } as const]) {
      expect(Object.keys(alertAttributes(alert))).toHaveLength(9);
    }
  });

  it.each<[string, Alert['recipientAccount'], readonly string[] | undefined]>([
    ['nothing of an account of which only the name is known', { name: 'payments' }, undefined],
    [
      'units by id, and that the tags are not known',
      { name: 'payments', organizationalUnits: [{ id: 'ou-ab12-11111111', name: 'Workloads' }] },
      ['ou-ab12-11111111', 'tags:unknown'],
    ],
    [
      'tags, also those that the account does not have',
      { name: 'payments', organizationalUnits: [], tags: { owner: 'alice', team: '' } },
      ['owner=alice', 'team='],
    ],
  ])('gives %s', (_, recipientAccount, groups) => {
    const { accountGroups } = alertAttributes({
      ...sampleAlert(),
      ...(recipientAccount && { recipientAccount }),
    });
    expect(accountGroups && JSON.parse(accountGroups.StringValue)).toEqual(groups);
  });

  it('keeps control characters and long values out', () => {
    const value = alertAttributes(sampleAlert({ awsRegion: `eu\u0000west${'x'.repeat(999)}` })).region
      ?.StringValue;
    expect(value).toMatch(/^eu\\u\{0\}westx+…$/);
    expect(value).toHaveLength(256);
  });
});
