import type { CommandIo } from '../../cli/command-io';
import type { AskedSession } from '../posture/asked-session';

/** Who asks for the rest of a resource: the account that owns it. */
export interface Adopter {
  readonly session: AskedSession;
  readonly wait: CommandIo['wait'];
  readonly environment: CommandIo['environment'];
}
