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
    const attributes = alertAttributes({ ...sampleAlert(), firstSteps: Array(99).fill('x'.repeat(9999)) });
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
    expect(attributes.firstSteps?.StringValue.length).toBeLessThan(11_000);
  });

  it('keeps control characters and long values out', () => {
    const value = alertAttributes(sampleAlert({ awsRegion: `eu\u0000west${'x'.repeat(999)}` })).region
      ?.StringValue;
    expect(value).toMatch(/^eu westx+…$/);
    expect(value).toHaveLength(256);
  });
});
