"""Compiles compute shaders with Mesa's RADV for an AMD GPU that need not be there, and tells what became of them.

`python tools/radv/compile.py NAVI21` reads a program a line from stdin, as JSON: `id`, `bindings` (the numbers of its
storage buffers) and `spirv` (base64). It writes a line of JSON for each to stdout, in their order: `id`,
`statistics` (the compiler's numbers by their names) and `assembly` (the machine code as text). The first line is `driver`:
Mesa's version and the device's name.

RADV reads the GPU's name from the environment as it makes its device, so a process serves one GPU.
"""

import base64
import json
import os
import sys
import tempfile

GPU_NAME = "RADV_FORCE_FAMILY"
ICD = "/usr/share/vulkan/icd.d/radeon_icd.x86_64.json"

if len(sys.argv) != 2:
    sys.exit("name one GPU as RADV knows it, such as NAVI21")
os.environ[GPU_NAME] = sys.argv[1]
os.environ.setdefault("VK_ICD_FILENAMES", ICD)
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
# What an earlier run has compiled comes back without machine code.
os.environ["MESA_SHADER_CACHE_DISABLE"] = "true"
if not os.path.exists(os.environ["VK_ICD_FILENAMES"]):
    named = os.environ["VK_ICD_FILENAMES"]
    sys.exit(f"{named} is missing; install mesa-vulkan-drivers, or name RADV's file in VK_ICD_FILENAMES")

try:
    import vulkan as vk
except ImportError as error:
    sys.exit(f"{error}; install what tools/radv/requirements.txt lists")

ffi = vk.ffi
# Statistics and the texts of the compiler are kept with the pipeline only if they are asked for.
CAPTURE = (
    vk.VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR | vk.VK_PIPELINE_CREATE_CAPTURE_INTERNAL_REPRESENTATIONS_BIT_KHR
)


def text(chars):
    """A char array up to its zero."""
    return ffi.string(chars).decode()


def open_device():
    """Words about the driver, and a device that keeps its compiler's numbers."""
    app = vk.VkApplicationInfo(apiVersion=vk.VK_MAKE_VERSION(1, 2, 0))
    instance = vk.vkCreateInstance(vk.VkInstanceCreateInfo(pApplicationInfo=app), None)
    physical = vk.vkEnumeratePhysicalDevices(instance)[0]
    told = vk.vkGetPhysicalDeviceProperties(physical)
    version = ".".join(str(told.driverVersion >> shift & 0x3FF) for shift in (22, 12, 0))
    # Shaders may compute in f16, and have f16 in their buffers.
    halves = vk.VkPhysicalDeviceShaderFloat16Int8Features(shaderFloat16=vk.VK_TRUE)
    stored = vk.VkPhysicalDevice16BitStorageFeatures(storageBuffer16BitAccess=vk.VK_TRUE, pNext=halves)
    wanted = vk.VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR(
        pipelineExecutableInfo=vk.VK_TRUE, pNext=stored
    )
    queue = vk.VkDeviceQueueCreateInfo(queueFamilyIndex=0, pQueuePriorities=[1.0])
    info = vk.VkDeviceCreateInfo(
        pNext=wanted,
        pQueueCreateInfos=[queue],
        ppEnabledExtensionNames=["VK_KHR_pipeline_executable_properties"],
    )
    return f"Mesa {version}, {told.deviceName}", vk.vkCreateDevice(physical, info, None)


class Compiler:
    def __init__(self):
        self.driver, self.device = open_device()
        names = ("Statistics", "InternalRepresentations")
        self.ask = {name: self.function(f"vkGetPipelineExecutable{name}KHR") for name in names}

    def function(self, name):
        """A device's function, as the C function that it is: the binding's own wrapper has no room for a text."""
        found = vk.lib.vkGetDeviceProcAddr(self.device, name.encode())
        return ffi.cast(f"PFN_{name}", found)

    def answers(self, name, kind, info, s_type):
        """All answers to a question about a pipeline: how many, then each."""
        count = ffi.new("uint32_t*")
        self.ask[name](self.device, ffi.addressof(info), count, ffi.NULL)
        found = ffi.new(f"{kind}[]", count[0])
        for each in found:
            each.sType = s_type
        self.ask[name](self.device, ffi.addressof(info), count, found)
        return found

    def compile(self, bindings, code):
        """The statistics and the machine code of a shader."""
        buffers = [
            vk.VkDescriptorSetLayoutBinding(
                binding=number,
                descriptorType=vk.VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                descriptorCount=1,
                stageFlags=vk.VK_SHADER_STAGE_COMPUTE_BIT,
            )
            for number in bindings
        ]
        device = self.device
        slots = vk.vkCreateDescriptorSetLayout(device, vk.VkDescriptorSetLayoutCreateInfo(pBindings=buffers), None)
        layout = vk.vkCreatePipelineLayout(device, vk.VkPipelineLayoutCreateInfo(pSetLayouts=[slots]), None)
        module = vk.vkCreateShaderModule(device, vk.VkShaderModuleCreateInfo(codeSize=len(code), pCode=code), None)
        stage = vk.VkPipelineShaderStageCreateInfo(stage=vk.VK_SHADER_STAGE_COMPUTE_BIT, module=module, pName="main")
        wanted = vk.VkComputePipelineCreateInfo(flags=CAPTURE, stage=stage, layout=layout)
        pipeline = vk.vkCreateComputePipelines(device, vk.VK_NULL_HANDLE, 1, [wanted], None)[0]
        try:
            return self.told(pipeline)
        finally:
            vk.vkDestroyPipeline(device, pipeline, None)
            vk.vkDestroyShaderModule(device, module, None)
            vk.vkDestroyPipelineLayout(device, layout, None)
            vk.vkDestroyDescriptorSetLayout(device, slots, None)

    def told(self, pipeline):
        info = vk.VkPipelineExecutableInfoKHR(pipeline=pipeline, executableIndex=0)
        statistics = self.answers(
            "Statistics",
            "VkPipelineExecutableStatisticKHR",
            info,
            vk.VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_STATISTIC_KHR,
        )
        return {
            "statistics": {text(each.name): each.value.u64 for each in statistics},
            "assembly": self.assembly(info),
        }

    def assembly(self, info):
        texts = self.answers(
            "InternalRepresentations",
            "VkPipelineExecutableInternalRepresentationKHR",
            info,
            vk.VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INTERNAL_REPRESENTATION_KHR,
        )
        (found,) = [each for each in texts if text(each.name) == "Assembly"]
        room = ffi.new("char[]", found.dataSize)
        found.pData = room
        # The others get no room, and the call answers "incomplete" for them; the assembly is whole.
        for each in texts:
            if each.pData == ffi.NULL:
                each.dataSize = 0
        count = ffi.new("uint32_t*", len(texts))
        self.ask["InternalRepresentations"](self.device, ffi.addressof(info), count, texts)
        return ffi.string(room).decode()


def main():
    compiler = Compiler()
    print(json.dumps({"driver": compiler.driver}), flush=True)
    for line in sys.stdin:
        program = json.loads(line)
        told = compiler.compile(program["bindings"], base64.b64decode(program["spirv"]))
        print(json.dumps({"id": program["id"], **told}), flush=True)
    # The null device's driver may crash as it takes itself down.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
