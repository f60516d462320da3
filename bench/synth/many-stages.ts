import { StorageAccount } from '../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { Stage } from '../../lib/stage/stage';
import { StagedApp } from '../../lib/stage/staged-app';

/** Synthesizes as many stages as the first argument says, each with an account that the next one's identity may read. */
const count = Number(process.argv[2]);
const app = new StagedApp({ name: 'many', overrides: { today: '2026-11-01' } });
let previous: StorageAccount | undefined;
for (let index = 0; index < count; index++) {
  const stage = new Stage(app, `stage-${index}`, { title: `Stage ${index}`, purpose: 'Is one of many.' });
  const identity = new UserAssignedIdentity(stage, 'Reader');
  previous?.grantRead(identity);
  previous = new StorageAccount(stage, 'Data', { containers: ['incoming', 'outgoing'] });
}
app.synth();
