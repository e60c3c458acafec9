import {
  CreateNamedQueryCommand,
  type CreateNamedQueryCommandInput,
  CreateWorkGroupCommand,
  GetNamedQueryCommand,
  GetWorkGroupCommand,
  type WorkGroupConfiguration,
} from '@aws-sdk/client-athena';
import type { ResourceKind } from '../resource-kind';

/** `AWS::Athena::WorkGroup` */
export const workGroup: ResourceKind = {
  async read({ athena }, { ref }) {
    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: ref }));
    return { ...WorkGroup, WorkGroupConfiguration: WorkGroup?.Configuration };
  },
  async create({ athena }, { properties, name }) {
    const { Name = name, Description, WorkGroupConfiguration: configuration } = properties;
    const Configuration = configuration as WorkGroupConfiguration;
    await athena.send(
      new CreateWorkGroupCommand({ Name: String(Name), Description: String(Description), Configuration }),
    );
    return { ref: String(Name), attributes: {} };
  },
};

/** `AWS::Athena::NamedQuery` */
export const namedQuery: ResourceKind = {
  async read({ athena }, { ref: NamedQueryId }) {
    return { ...(await athena.send(new GetNamedQueryCommand({ NamedQueryId }))).NamedQuery };
  },
  async create({ athena }, { properties }) {
    const input = properties as unknown as CreateNamedQueryCommandInput;
    const { NamedQueryId = '' } = await athena.send(new CreateNamedQueryCommand(input));
    return { ref: NamedQueryId, attributes: {} };
  },
};
