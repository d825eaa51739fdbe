/** The command line: images in, labels out; what it can do is in classify/options.ts. */
import { readLabels } from '../src/app/labels';
import { resolveConfig } from '../src/model/config';
import { readClassifierOptions } from '../src/options';
import { architectureOf } from '../src/weights/known/published';
import { answer, complain } from './classify/answer';
import { readCallersFile } from './common/files';
import { listInputs, sampleInputs, type Input } from './classify/inputs';
import { chooseModel, chosenWeights, configBeside } from './common/checkpoint/chosenModel';
import type { FloatArray } from './classify/npy';
import { checkTogether, type Options, tool } from './classify/options';
import { readTensor } from './classify/tensor';
import { mainOf } from './common/arguments/tool';
import type { PageClassifier } from './classify/pageClassifier';
import { formatHeading } from './classify/report';
import { RUNTIME_MODULE } from './classify/sharing';
import { answerTiles } from './classify/tiles/answerTiles';
import { modelList } from './common/checkpoint/modelList';
import { openFirst } from './common/checkpoint/openWeights';
import { weightsFile } from './common/checkpoint/weightsFile';
import { plain } from './common/words';
import { withoutUndefined } from './common/defined';

export const main = mainOf(tool, async (options, signal) =>
  classify(await withWeightsFile(checkTogether(options)), signal),
);

/** The same options, with a folder's weights in place of the folder. */
const withWeightsFile = async (options: Options): Promise<Options> =>
  options.weights === undefined ? options : { ...options, weights: await weightsFile(options.weights) };

/** Gives the exit code: 1 if anything could not be answered. When `signal` aborts, it ends early. */
async function classify(options: Options, signal: AbortSignal): Promise<number> {
  if (options.listModels) {
    console.log(modelList());
    return 0;
  }
  // All that can be checked without a browser comes first, and before the modules that drive one.
  const model = await chooseModel(options);
  const tensor = options.tensor === undefined ? undefined : await readTensor(options.tensor);
  const inputSize = tensor ? ([tensor.shape[2], tensor.shape[3]] as const) : options.inputSize;
  const { head, storage, precision, preprocessing, kernels } = options;
  readClassifierOptions(withoutUndefined({ inputSize, preprocessing }));
  if (options.plan) {
    const { describePlan } = await import('../src/scheduler/plan/describe');
    const { openModel } = await import('./common/checkpoint/openModel');
    const isWhole = typeof model === 'string' || model?.layers !== undefined;
    const opened = isWhole
      ? undefined
      : await openModel(withoutUndefined({ weights: options.weights, config: options.config, head }));
    const wanted = {
      inputSize,
      batch: tensor?.shape[0],
      storage,
      precision,
      decompose: kernels !== 'direct',
      head: opened?.head,
    };
    const described =
      typeof model === 'string' ? architectureOf(model) : (opened?.config ?? resolveConfig(model ?? {}));
    console.log(describePlan(described, withoutUndefined(wanted)));
    return 0;
  }
  const sources = chosenWeights(options, model);
  const labels =
    options.labels === undefined
      ? undefined
      : readLabels(options.labels, (await readCallersFile(options.labels)).toString('utf8'));
  const inputs = await chooseInputs(options, tensor);
  if (!inputs.some((input) => 'content' in input)) return complain(inputs, options);

  const weights = sources === undefined ? undefined : await openFirst(sources);
  const beside = model === undefined && options.weights ? await configBeside(options.weights) : {};
  if (beside.note !== undefined) console.error(plain(beside.note));
  const configFile = beside.contents;
  const settings = withoutUndefined({
    model,
    configFile,
    head,
    labels,
    inputSize,
    preprocessing,
    storage,
    precision,
    kernels,
    fallback: options.fallback && { [options.fallback]: RUNTIME_MODULE },
  });
  const { withClassifier } = await import('./classify/pageClassifier');
  return withClassifier(options.browser, settings, weights, signal, (classifier) => {
    if (!options.json) console.log(formatHeading(classifier.info));
    if (classifier.info.assumed.length > 0) console.error(plain(`assumed: ${classifier.info.assumed.join('; ')}`));
    const { note } = classifier.info.precision;
    if (note !== undefined) console.error(plain(note));
    if (options.selfTest) return testItself(options, classifier);
    return options.tiles === undefined
      ? answer(inputs, options, classifier, signal)
      : answerTiles(inputs, options, classifier, signal);
  });
}

/** Prints what the self-test says; the exit code is 1 if a kernel is wrong. */
async function testItself({ json }: Options, classifier: PageClassifier): Promise<number> {
  const report = await classifier.selfTest();
  console.log(json ? JSON.stringify(report) : report.text);
  return report.passed ? 0 : 1;
}

async function chooseInputs(options: Options, tensor: FloatArray | undefined): Promise<readonly Input[]> {
  if (tensor) return [{ source: options.tensor ?? '', content: tensor }];
  return options.images.length > 0 ? listInputs(options.images) : sampleInputs();
}
