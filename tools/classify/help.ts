/** What `--help` prints. */
export const help = `Classifies images with ResNeSt on WebGPU, in a headless browser.

npm run classify -- [IMAGE | FOLDER ...] [OPTIONS]

Without an image it classifies the sample photos; without a checkpoint, with the embedded model. What a checkpoint is shows
in its tensors and in a config.json beside it; --model and --config say it better.

  --model NAME          a variant by name, such as resnest50_fast_2s1x64d; needs --weights
  --config FILE.json    a model by the keywords of the original ResNet: layers, radix, groups, ...; without layers it
                        says only what tensors do not tell, such as {"avd_first": true}
  --weights FILE|URL    a checkpoint: safetensors, or what torch.save wrote (.pth, .pt, .bin); a folder that holds one; the
                        index of one in several files (model.safetensors.index.json)
  --head NAME           which head of a checkpoint with several, by its name there
  --labels FILE         a JSON array of names, or one name a line
  --input-size N        side of the square that the model sees
  --preprocessing NAME  timm, hub, official-train or official-verify
  --top-k K             how many labels to print (5)
  --storage NAME        how weights lie on the GPU: f32, f16 or int8 (f16 for a file whose weights are f16, else f32)
  --kernels NAME        auto or direct (every convolution by its definition, none by Winograd's transforms)
  --browser NAME        chromium or firefox (docs/engines.md says what Firefox needs)
  --tensor FILE.npy     a float32 NCHW tensor instead of images, of as many channels as the model reads
  --save-input FILE.npy write what preprocessing made of the images, a row for each that was answered, in order
  --save-features DIR   write layer1.npy ... layer4.npy and embedding.npy, with the same rows
  --plan                print the steps and bytes of a run, and run nothing
  --self-test           instead of images: whether the GPU computes every step of the model right
  --logits              with --json: the logits too
  --json                one JSON object a line: source, adapter, top, logits, milliseconds
  --help                print this

RESNEST_BROWSER names the browser to use; RESNEST_ADAPTER=swiftshader or hardware chooses its GPU.`;
