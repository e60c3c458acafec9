import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, runProcess } from '../run-process';
import { appEnvironment, CDK_VERSION, copyProject, type Language, type Room } from './language';

/** Where Go is installed by its own archive, which leaves PATH alone. */
const USUAL_GO = '/usr/local/go/bin/go';

const MODULE = 'github.com/trailwatch/cdk-trailwatch-go/cdktrailwatch';

/** Compiles in half the time. */
const UNOPTIMIZED = ['-gcflags=all=-N -l', '-ldflags=-s -w'];

export const GO: Language = {
  name: 'Go',
  whyNot: async () => ((await findGo()) === undefined ? 'there is no go' : undefined),
  synthesize: async (room: Room) => {
    const go = (await findGo()) ?? 'go';
    copyProject('go', room.folder);
    joinPrograms(room.folder);
    writeFileSync(join(room.folder, 'go.mod'), moduleFile(room));
    const env = {
      ...appEnvironment(room),
      GOMODCACHE: join(room.folder, '../go-modules'),
      GOCACHE: join(room.folder, '../go-build'),
      GOFLAGS: '-mod=mod -modcacherw',
      CGO_ENABLED: '0',
    };
    const inProject = { cwd: room.folder, env };
    await mustRun(go, ['build', '-p', '2', ...UNOPTIMIZED, '-o', 'apps', '.'], inProject);
    await mustRun(join(room.folder, 'apps'), [], inProject);
  },
};

async function findGo(): Promise<string | undefined> {
  const usable = await runProcess('go', ['version']).catch(() => undefined);
  if (usable?.status === 0) return 'go';
  return existsSync(USUAL_GO) ? USUAL_GO : undefined;
}

function moduleFile({ packages, version }: Room): string {
  return `module example.com/audit

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v${CDK_VERSION}
	${MODULE} v${version}
)

replace ${MODULE} => ${join(packages, 'go/cdktrailwatch')}
`;
}

/** Each program becomes a function of one: to link and to load the CDK once takes a quarter of the time. */
function joinPrograms(folder: string): void {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'main.go')));
  for (const name of names) {
    const program = readFileSync(join(folder, name, 'main.go'), 'utf8');
    const joined = program.replace('func main() {', `func ${name}() {`).replace('\tdefer jsii.Close()\n', '');
    writeFileSync(join(folder, `${name}.go`), joined);
    rmSync(join(folder, name), { recursive: true });
  }
  const calls = names.map((name) => `\t${name}()`).join('\n');
  const main = `package main

import "github.com/aws/jsii-runtime-go"

func main() {
	defer jsii.Close()
${calls}
}
`;
  writeFileSync(join(folder, 'main.go'), main);
}
