import { createHash } from 'node:crypto';
import type { JsonObject } from '../../lib/core/json/json-value';

/** The company's network, and that of its build service. */
export const OFFICE = '203.0.113.10';
export const BUILDS = '198.51.100.20';

/** Who makes a call: the members of a record that say so. */
export interface Principal {
  readonly userIdentity: JsonObject;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
}

const CONSOLE =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
export const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.20.0 (+https://registry.terraform.io/providers/hashicorp/aws)';

/** An access key of its own for each principal. */
function keyIdOf(prefix: string, ...of: readonly string[]): string {
  const hash = createHash('sha256').update(of.join('/')).digest('hex');
  return `${prefix}${hash.slice(0, 16).toUpperCase()}`;
}

/** A session of a role. */
export function session(
  account: string,
  role: string,
  name: string,
  { ip, agent, invokedBy, mfa = false }: { ip: string; agent: string; invokedBy?: string; mfa?: boolean },
): Principal {
  const issuer = role.split('/').at(-1) ?? role;
  const id = `AROA${issuer
    .replaceAll(/[^A-Za-z]/g, '')
    .toUpperCase()
    .padEnd(17, 'X')
    .slice(0, 17)}`;
  return {
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${id}:${name}`,
      arn: `arn:aws:sts::${account}:assumed-role/${issuer}/${name}`,
      accountId: account,
      accessKeyId: keyIdOf('ASIA', account, issuer, name),
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: id,
          arn: `arn:aws:iam::${account}:role/${role}`,
          accountId: account,
          userName: issuer,
        },
        attributes: { creationDate: '2026-11-16T06:00:00Z', mfaAuthenticated: String(mfa) },
      },
      ...(invokedBy === undefined ? {} : { invokedBy }),
    },
    sourceIPAddress: ip,
    userAgent: agent,
  };
}

/** A person of IAM Identity Center, in the console. */
export function person(account: string, name: string, set = 'Developer'): Principal {
  const role = `aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${set}_0123456789abcdef`;
  return session(account, role, `${name}@example.com`, { ip: OFFICE, agent: CONSOLE });
}

/** A role that a service of AWS has in an account, or that it calls with. */
export function serviceRole(
  account: string,
  service: string,
  role: string,
  path = `aws-service-role/${service}/`,
): Principal {
  const options = { ip: service, agent: service, invokedBy: service };
  return session(account, `${path}${role}`, role.slice(0, 30), options);
}

/** What CloudFormation does with the role that the CDK gives it. */
export function cloudFormation(account: string): Principal {
  const service = 'cloudformation.amazonaws.com';
  return session(account, `cdk-hnb659fds-cfn-exec-role-${account}-eu-west-1`, 'AWSCloudFormation', {
    ...{ ip: service, agent: service, invokedBy: service },
  });
}

/** A role of a workload in the company's own network. */
export function workload(account: string, role: string, name: string, ip: string): Principal {
  return session(account, role, name, {
    ip,
    agent: 'aws-sdk-java/2.38.0 md/io#sync ua/2.1 exec-env/AWS_ECS_FARGATE',
  });
}

/** A user with a long-term key. */
export function keyUser(account: string, userName: string, ip: string): Principal {
  return {
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAIOSFODNN7EXAMPLE',
      arn: `arn:aws:iam::${account}:user/${userName}`,
      accountId: account,
      accessKeyId: keyIdOf('AKIA', account, userName),
      userName,
    },
    sourceIPAddress: ip,
    userAgent: 'Boto3/1.40.60 md/Botocore#1.40.60 ua/2.1 os/linux md/arch#x86_64',
  };
}

/** A service of AWS itself. */
export function service(name: string): Principal {
  return { userIdentity: { type: 'AWSService', invokedBy: name }, sourceIPAddress: name, userAgent: name };
}

/** Another account that assumes a role. */
export function foreignAccount(accountId: string, ip: string): Principal {
  const principalId = 'AROAVENDORVENDORVENDO:scanner';
  return {
    userIdentity: { type: 'AWSAccount', principalId, accountId },
    sourceIPAddress: ip,
    userAgent: 'aws-sdk-go-v2/1.39.0',
  };
}

/** A job of a build service, by OpenID Connect. */
export function buildJob(): Principal {
  const provider = 'token.actions.githubusercontent.com';
  const subject = 'repo:example/platform:ref:refs/heads/main';
  return {
    userIdentity: {
      type: 'WebIdentityUser',
      principalId: `arn:aws:iam::111122223333:oidc-provider/${provider}:sts.amazonaws.com:${subject}`,
      userName: subject,
      identityProvider: `arn:aws:iam::111122223333:oidc-provider/${provider}`,
    },
    sourceIPAddress: BUILDS,
    userAgent: 'aws-sdk-nodejs/2.1.0 configure-aws-credentials',
  };
}
