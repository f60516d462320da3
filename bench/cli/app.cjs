// A plain cdktf app with as many terraform_data stages as the environment says, independent or each reading the one before, with their
// states in local files or in the container that the environment names.
const { App, AzurermBackend, LocalBackend, TerraformResource, TerraformStack } = require('cdktf');

class Data extends TerraformResource {
  constructor(scope, id, input) {
    super(scope, id, { terraformResourceType: 'terraform_data' });
    this.input = input;
  }

  get output() {
    return this.getStringAttribute('output');
  }

  synthesizeAttributes() {
    return { input: this.input };
  }
}

function addBackend(stack) {
  const key = `${stack.node.id}.tfstate`;
  if (process.env.BENCH_AZURERM === undefined) {
    new LocalBackend(stack, { path: `../../../${key}` });
    return;
  }
  new AzurermBackend(stack, { ...JSON.parse(process.env.BENCH_AZURERM), key });
}

const app = new App({ stackTraces: false });
let previous;
for (let index = 0; index < Number(process.env.BENCH_STAGES); index++) {
  const stack = new TerraformStack(app, `stage-${index}`);
  addBackend(stack);
  const input = process.env.BENCH_SHAPE === 'chained' && previous ? `after ${previous.output}` : `value ${index}`;
  previous = new Data(stack, 'Data', input);
}
app.synth();
