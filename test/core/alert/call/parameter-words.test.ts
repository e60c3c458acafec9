import { parameterInWords, switchInWords } from '../../../../lib/core/alert/call/parameter-words';

describe('a parameter of a call in words', () => {
  test.each([
    ['deletionProtectionEnabled: false', 'deletion protection off'],
    ['VersioningConfiguration Status: Suspended', 'versioning suspended'],
    ['publiclyAccessible: true', 'publicly accessible'],
    ['publiclyAccessible: false', 'not publicly accessible'],
    ['includeGlobalServiceEvents: false', 'does not include global service events'],
    ['skipFinalSnapshot: true', 'without final snapshot'],
    ['disableApiTermination: false', 'termination protection off'],
    ['retentionInDays: 1', 'retention 1 day'],
    ['retentionInDays: 7', 'retention 7 days'],
    ['authType: NONE', 'no auth'],
    ['action: SUPPRESS', 'action suppress'],
    ['S3_DATA_EVENTS: DISABLED', 'S3_DATA_EVENTS disabled'],
    ['role: arn:aws:iam::111122223333:role/Administrator', "role 'Administrator'"],
    ['principal: arn:aws:iam::444455556666:root', 'principal arn:aws:iam::444455556666:root'],
    ['Grantee URI: http://acs.amazonaws.com/groups/global/AllUsers', 'granted to everyone'],
    ['role: arn:aws:iam::999999999999:role/ops/Admin', 'role arn:aws:iam::999999999999:role/ops/Admin'],
    ['policy: arn:aws:iam::aws:policy/PowerUserAccess', "policy 'PowerUserAccess'"],
    ['disableLogging: true', 'logging off'],
    ['disableLogging: false', 'logging on'],
    ['disableExecuteApiEndpoint: true', 'execute API endpoint off'],
    ['preventDeletion: true', 'prevent deletion'],
    ['preventDeletion: false', 'does not prevent deletion'],
    ['denyUnencrypted: false', 'does not deny unencrypted'],
    ['requireNumbers: false', 'does not require numbers'],
    ['noPasswordRequired: true', 'no password required'],
    ['noPasswordRequired: false', 'password required'],
    ['noEcho: True', 'no echo'],
    ['skipFinalSnapshot: True', 'without final snapshot'],
    ['isMultiRegionTrail: false', 'logs one Region only'],
    ['userData: hidden', 'user data hidden'],
    ['not a parameter', "'not a parameter'"],
  ])('%s is %s', (parameter, words) => {
    expect(parameterInWords(parameter, '111122223333')).toBe(words);
  });
});

describe('a deed that switched something on or off', () => {
  test.each([
    [
      "updated the termination protection of stack 'shop'",
      ['enableTerminationProtection: false'],
      "switched off termination protection of stack 'shop'",
    ],
    ["updated detector 'd'", ['enable: false'], "switched off detector 'd'"],
    ["tried to update detector 'd'", ['enable: false'], "tried to switch off detector 'd'"],
    [
      "updated detector 'd'",
      ['A_B: DISABLED', 'C_D: DISABLED', 'E_F: DISABLED'],
      "switched off A_B, C_D, E_F of detector 'd'",
    ],
    ["changed the versioning of bucket 'b'", ['Status: Suspended'], "suspended bucket 'b'"],
    [
      "changed the public access block of bucket 'b'",
      ['BlockPublicAcls: false', 'IgnorePublicAcls: false'],
      "stopped blocking public ACLs, ignoring public ACLs of bucket 'b'",
    ],
    ["updated trail 't'", ['disableLogging: true'], "switched off logging of trail 't'"],
    ["updated trail 't'", ['disableLogging: false'], "switched on logging of trail 't'"],
    ["updated stack 's'", ['preventDeletion: false'], "stopped preventing deletion of stack 's'"],
    [
      "updated subnet 's'",
      ['mapPublicIpOnLaunch: false'],
      "stopped mapping public IP on launch of subnet 's'",
    ],
    ["updated policy 'p'", ['requireNumbers: false'], "stopped requiring numbers of policy 'p'"],
    ["updated web ACL 'shop'", ['rules: (empty)'], "removed all rules of web ACL 'shop'"],
  ])('%s with %j is: %s', (deed, decided, said) => {
    expect(switchInWords(deed, decided)).toEqual({ deed: said, told: decided });
  });

  test.each([
    ["created table 'orders'", ['deletionProtectionEnabled: false']],
    ["updated cluster 'shop'", ['retentionInDays: 1']],
    ["updated stack 's'", ['preventDeletion: true']],
    ["updated policy 'p'", ['requireNumbers: true']],
    ["updated cache 'c'", ['noPasswordRequired: true']],
    ["updated cache 'c'", ['noReboot: false']],
    ["updated trail 'audit'", ['isMultiRegionTrail: false']],
    ["updated gateway 'tools'", ['authorizerType: NONE']],
    ['changed which services AWS Backup protects', ['RDS: false']],
  ])('%s with %j stays as it is', (deed, decided) => {
    expect(switchInWords(deed, decided)).toEqual({ deed, told: [] });
  });
});
