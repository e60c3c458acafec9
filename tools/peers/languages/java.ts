import { join } from 'node:path';
import { whyNoJava } from '../engines/java-process';
import { mustRun } from '../run-process';
import { appEnvironment, CDK_VERSION, copyProject, type Language, type Room } from './language';

export const JAVA: Language = {
  name: 'Java',
  whyNot: whyNoJava,
  synthesize: async (room: Room) => {
    copyProject('java', room.folder);
    const settings = {
      'maven.repo.local': join(room.folder, '../maven'),
      'trailwatch.repository': join(room.packages, 'java'),
      'trailwatch.version': room.version,
      'cdk.version': CDK_VERSION,
    };
    const options = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
    await mustRun('mvn', ['--quiet', '--batch-mode', ...options, 'compile', 'exec:java'], {
      cwd: room.folder,
      env: appEnvironment(room),
    });
  },
};
