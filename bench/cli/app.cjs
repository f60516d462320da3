// A plain cdktf app with as many terraform_data stages as the environment says, independent or each reading the one before.
const { App, LocalBackend, TerraformResource, TerraformStack } = require('cdktf');

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

const app = new App({ stackTraces: false });
let previous;
for (let index = 0; index < Number(process.env.BENCH_STAGES); index++) {
  const stack = new TerraformStack(app, `stage-${index}`);
  new LocalBackend(stack, { path: `../../../stage-${index}.tfstate` });
  const input = process.env.BENCH_SHAPE === 'chained' && previous ? `after ${previous.output}` : `value ${index}`;
  previous = new Data(stack, 'Data', input);
}
app.synth();
