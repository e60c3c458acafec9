import { renderRunbooks } from '../../lib/core/alarm/runbook';
import { readBuiltInRules } from './built-in-rules';
import type { GeneratedFile } from './generated-file';

/** Where the pages for alarms are kept, from the root. */
const RUNBOOKS_FOLDER = 'docs/runbooks';

/** Every page, as a file. */
export const RUNBOOK_FILES: readonly GeneratedFile[] = renderRunbooks(readBuiltInRules()).map(
  ({ name, text }) => ({
    path: `${RUNBOOKS_FOLDER}/${name}.md`,
    render: () => text,
  }),
);
