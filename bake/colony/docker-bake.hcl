# colony: DistributedColony: the base image, and the image that runs on AWS
#
# Written by baketree from src/trees/colony.ts. To change it for good, change that and run:
#   npm run generate
# To try something, write a target of the same name into bake/colony/docker-bake.override.hcl, or
# edit this file: it is never overwritten while it is edited.
#
# Needs docker buildx 0.29.0 or newer, and nothing else. Run it at the root of a checkout:
#   docker buildx bake -f bake/colony/docker-bake.hcl
#   docker buildx bake -f bake/colony/docker-bake.hcl --list=targets
# sha256 of this file, with this number left out: ab984ee2c01525502684a6d94af8af8418be7e1d7f561a733ff2e9aed1c14f07

variable "REGISTRY" {
  type = string
  default = ""
  description = "Where images are tagged for, such as an ECR host. Empty: local tags only."
  validation {
    condition = length(regexall("^(?:|[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)$", REGISTRY)) > 0
    error_message = "REGISTRY must be a registry host such as registry.example.com:5000, or empty."
  }
}

variable "PUSH" {
  type = bool
  default = false
  description = "Whether tagged images are pushed to REGISTRY; otherwise they are stored here."
  validation {
    condition = !PUSH || !(REGISTRY == "")
    error_message = "PUSH needs a REGISTRY: without one, images would go to Docker Hub."
  }
}

variable "ECR_REPOSITORY" {
  type = string
  default = "distributed-colony"
  description = "The colony image's repository."
  validation {
    condition = length(regexall("^(?:[a-z0-9]+(([.]|_|__|-+|/)[a-z0-9]+)*)$", ECR_REPOSITORY)) > 0
    error_message = "ECR_REPOSITORY must be the name of a repository, in lower case."
  }
}

variable "ECR_BASE_REPOSITORY" {
  type = string
  default = "distributed-colony-base"
  description = "The base image's repository."
  validation {
    condition = length(regexall("^(?:[a-z0-9]+(([.]|_|__|-+|/)[a-z0-9]+)*)$", ECR_BASE_REPOSITORY)) > 0
    error_message = "ECR_BASE_REPOSITORY must be the name of a repository, in lower case."
  }
}

variable "IMAGE_TAG" {
  type = string
  default = "latest"
  description = "The colony image's tag."
  validation {
    condition = length(regexall("^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$", IMAGE_TAG)) > 0
    error_message = "IMAGE_TAG must be an image tag."
  }
}

variable "IMAGE_VERSION" {
  type = string
  default = ""
  description = "A version of the colony image: 1.4.2 tags it 1.4.2, 1.4 and 1 beside IMAGE_TAG. Empty: IMAGE_TAG alone."
  validation {
    condition = length(regexall("^(?:((0|[1-9][0-9]*)[.](0|[1-9][0-9]*)[.](0|[1-9][0-9]*)(-[0-9A-Za-z][0-9A-Za-z-]*([.][0-9A-Za-z-]+)*)?)?)$", IMAGE_VERSION)) > 0
    error_message = "IMAGE_VERSION must be a version such as 1.4.2, or 1.4.2-rc.1 for one before it, or empty."
  }
}

variable "BASE_IMAGE_TAG" {
  type = string
  default = "latest"
  description = "The base image's tag."
  validation {
    condition = length(regexall("^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$", BASE_IMAGE_TAG)) > 0
    error_message = "BASE_IMAGE_TAG must be an image tag."
  }
}

variable "BUILD_VERSION" {
  type = string
  default = "dev"
  description = "What this build calls itself, in a label and in the environment of the image."
}

variable "COLONY_SOURCE" {
  type = string
  default = "examples/colony"
  description = "The folder of the Rust workspace."
}

variable "COLONY_BASE" {
  type = string
  default = "tree"
  description = "Where colony takes the base image from: this tree, or the local image store."
  validation {
    condition = COLONY_BASE == "tree" || COLONY_BASE == "local"
    error_message = "COLONY_BASE must be one of: tree, local."
  }
}

variable "FLAVOUR" {
  type = string
  default = "alpine"
  description = "The system that builds. On alpine binaries are linked statically, on debian to glibc."
  validation {
    condition = FLAVOUR == "alpine" || FLAVOUR == "debian"
    error_message = "FLAVOUR must be one of: alpine, debian."
  }
}

variable "CHEF_IMAGE" {
  type = string
  default = ""
  description = "An image of the flavour's system with Rust and cargo-chef. Empty: a published one."
}

variable "RUNTIME_IMAGE" {
  type = string
  default = "gcr.io/distroless/cc-debian12"
  description = "The image under the binaries."
  validation {
    condition = length(regexall("^(?:[^ ]+)$", RUNTIME_IMAGE)) > 0
    error_message = "RUNTIME_IMAGE must be the name of an image."
  }
}

variable "CA_FILE" {
  type = string
  default = ""
  description = "A bundle of certificate authorities (PEM) for the build's own downloads. Empty: the image's."
}

variable "PROFILE" {
  type = string
  default = "release"
  description = "Cargo's profile, of the dependencies and the binaries alike."
  validation {
    condition = length(regexall("^(?:[A-Za-z0-9_-]+)$", PROFILE)) > 0
    error_message = "PROFILE must be the name of a profile."
  }
}

variable "BINARIES" {
  type = string
  default = "backend,coordinator"
  description = "The binaries to build, joined with commas."
  validation {
    condition = length(regexall("^(?:[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*)$", BINARIES)) > 0
    error_message = "BINARIES must be names with commas between them."
  }
}

variable "STARTED" {
  type = string
  default = "backend"
  description = "The binary that the image starts, one of BINARIES. Any but \"backend\" gets no arguments."
  validation {
    condition = length(regexall("^(?:[A-Za-z0-9_-]+)$", STARTED)) > 0
    error_message = "STARTED must be the name of a binary."
  }
}

variable "LEFT_OUT" {
  type = string
  default = "gui"
  description = "The crates that images are built without, joined with commas. Empty: none."
  validation {
    condition = length(regexall("^(?:([A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*)?)$", LEFT_OUT)) > 0
    error_message = "LEFT_OUT must be names with commas between them, or empty."
  }
}

variable "FEATURES" {
  type = string
  default = ""
  description = "Features of crates of the workspace, as crate/feature, joined with commas. Empty: their defaults."
  validation {
    condition = length(regexall("^(?:([A-Za-z0-9_-]+/[A-Za-z0-9_+.-]+(,[A-Za-z0-9_-]+/[A-Za-z0-9_+.-]+)*)?)$", FEATURES)) > 0
    error_message = "FEATURES must be crate/feature with commas between them, or empty."
  }
}

variable "RUN_AS" {
  type = string
  default = "65532:65532"
  description = "The user and group that the image runs as, by number."
  validation {
    condition = length(regexall("^(?:[0-9]+:[0-9]+)$", RUN_AS)) > 0
    error_message = "RUN_AS must be two numbers with a colon between them."
  }
}

variable "COMPILE_CACHE" {
  type = string
  default = "common"
  description = "The name of the compile cache. Checkouts that are built in turn are quicker with one each."
  validation {
    condition = length(regexall("^(?:[A-Za-z0-9_.-]+)$", COMPILE_CACHE)) > 0
    error_message = "COMPILE_CACHE must be a name without spaces and slashes."
  }
}

variable "COMPILE_CACHE_LIMIT" {
  type = string
  default = "4096"
  description = "The MiB by which the compile cache may outgrow the base image before it is begun again."
  validation {
    condition = length(regexall("^(?:[0-9]{1,9})$", COMPILE_CACHE_LIMIT)) > 0
    error_message = "COMPILE_CACHE_LIMIT must be a whole number."
  }
}

variable "CACHE_MODE" {
  type = string
  default = "off"
  description = "What is done with build caches in the registry: nothing, read them, or also write those of CACHE_SCOPE."
  validation {
    condition = CACHE_MODE == "off" || CACHE_MODE == "read" || CACHE_MODE == "write"
    error_message = "CACHE_MODE must be one of: off, read, write."
  }
  validation {
    condition = CACHE_MODE == "off" || !(REGISTRY == "") || !(CACHE_REGISTRY == "")
    error_message = "CACHE_MODE other than off needs a CACHE_REGISTRY or a REGISTRY: the caches are there."
  }
  validation {
    condition = !(CACHE_MODE == "write") || !(CACHE_SCOPE == "")
    error_message = "CACHE_MODE=write needs a CACHE_SCOPE, such as main or pr-12: whose caches it writes."
  }
}

variable "CACHE_SCOPE" {
  type = string
  default = ""
  description = "Whose caches: main, release, pr-12 and so on. Its own are written; main's are read, too, but by release…."
  validation {
    condition = length(regexall("^(?:([a-z0-9][a-z0-9._-]{0,119})?)$", CACHE_SCOPE)) > 0
    error_message = "CACHE_SCOPE must be at most 120 lower-case letters, digits, dots, dashes and underscores, or empty."
  }
}

variable "CACHE_REGISTRY" {
  type = string
  default = ""
  description = "Where build caches are, such as an ECR host. Empty: in REGISTRY."
  validation {
    condition = length(regexall("^(?:|[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)$", CACHE_REGISTRY)) > 0
    error_message = "CACHE_REGISTRY must be a registry host such as registry.example.com:5000, or empty."
  }
}

variable "ECR_CACHE_REPOSITORY" {
  type = string
  default = "distributed-colony-cache"
  description = "The repository of build caches, which holds no images."
  validation {
    condition = length(regexall("^(?:[a-z0-9]+(([.]|_|__|-+|/)[a-z0-9]+)*)$", ECR_CACHE_REPOSITORY)) > 0
    error_message = "ECR_CACHE_REPOSITORY must be the name of a repository, in lower case."
  }
  validation {
    condition = !(ECR_CACHE_REPOSITORY == ECR_REPOSITORY || ECR_CACHE_REPOSITORY == ECR_BASE_REPOSITORY)
    error_message = "ECR_CACHE_REPOSITORY must be another repository than those of the images."
  }
}

group "default" {
  description = "What is baked when nothing is named"
  targets = ["colony"]
}

group "all" {
  description = "The base image and the colony image"
  targets = ["builder", "colony"]
}

# The toolchain with the packages that building colony needs
target "base" {
  description = "The toolchain with the packages that building colony needs"
  context = "."
  contexts = {
    chef = (
      CHEF_IMAGE == ""
      ? (
        FLAVOUR == "alpine"
        ? "docker-image://lukemathwalker/cargo-chef:latest-rust-1.87-alpine"
        : "docker-image://lukemathwalker/cargo-chef:latest-rust-1.87-bookworm"
      )
      : "docker-image://${CHEF_IMAGE}"
    )
  }
  dockerfile = "cwd://docker/colony/base.Dockerfile"
  platforms = ["linux/amd64"]
  args = {
    BASE_RUSTFLAGS = "-C link-arg=-s"
    FLAVOUR = FLAVOUR
    PACKAGES = (
      FLAVOUR == "alpine"
      ? "binutils git musl-dev openssl-dev openssl-libs-static pkgconfig"
      : "binutils ca-certificates gcc git libc6-dev libssl-dev pkg-config"
    )
  }
  secret = CA_FILE == "" ? [] : [{ id = "ca", src = CA_FILE }]
  output = [{ type = "cacheonly" }]
  attest = [{ type = "provenance", disabled = true }]
  cache-from = (
    CACHE_MODE == "off"
    ? []
    : (
      CACHE_SCOPE == "" || CACHE_SCOPE == "main" || length(regexall("^release", CACHE_SCOPE)) > 0
      ? [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:base-${CACHE_SCOPE == "" ? "main" : CACHE_SCOPE}"
        },
      ]
      : [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:base-${CACHE_SCOPE}"
        },
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:base-main"
        },
      ]
    )
  )
  cache-to = (
    CACHE_MODE == "write"
    ? [
      {
        type = "registry"
        ignore-error = true
        image-manifest = true
        mode = "max"
        oci-mediatypes = true
        ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:base-${CACHE_SCOPE}"
      },
    ]
    : []
  )
}

# The recipe of the workspace's dependencies, from its manifests alone
target "planner" {
  description = "The recipe of the workspace's dependencies, from its manifests alone"
  context = COLONY_SOURCE
  contexts = {
    base = "target:base"
  }
  dockerfile = "cwd://docker/colony/planner.Dockerfile"
  platforms = ["linux/amd64"]
  args = {
    BASE_RUSTFLAGS = "-C link-arg=-s"
    CHEF_IMAGE = (
      CHEF_IMAGE == ""
      ? (
        FLAVOUR == "alpine"
        ? "lukemathwalker/cargo-chef:latest-rust-1.87-alpine"
        : "lukemathwalker/cargo-chef:latest-rust-1.87-bookworm"
      )
      : CHEF_IMAGE
    )
    FEATURES = FEATURES
    FLAVOUR = FLAVOUR
    LEFT_OUT = LEFT_OUT
    PACKAGES = (
      FLAVOUR == "alpine"
      ? "binutils git musl-dev openssl-dev openssl-libs-static pkgconfig"
      : "binutils ca-certificates gcc git libc6-dev libssl-dev pkg-config"
    )
    PROFILE = PROFILE
  }
  secret = CA_FILE == "" ? [] : [{ id = "ca", src = CA_FILE }]
  output = [{ type = "cacheonly" }]
  attest = [{ type = "provenance", disabled = true }]
  cache-from = (
    CACHE_MODE == "off"
    ? []
    : (
      CACHE_SCOPE == "" || CACHE_SCOPE == "main" || length(regexall("^release", CACHE_SCOPE)) > 0
      ? [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:planner-${CACHE_SCOPE == "" ? "main" : CACHE_SCOPE}"
        },
      ]
      : [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:planner-${CACHE_SCOPE}"
        },
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:planner-main"
        },
      ]
    )
  )
  cache-to = (
    CACHE_MODE == "write"
    ? [
      {
        type = "registry"
        ignore-error = true
        image-manifest = true
        mode = "max"
        oci-mediatypes = true
        ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:planner-${CACHE_SCOPE}"
      },
    ]
    : []
  )
}

# The base image: toolchain and compiled dependencies
target "builder" {
  description = "The base image: toolchain and compiled dependencies"
  context = "."
  contexts = {
    base = "target:base"
    planner = "target:planner"
  }
  dockerfile = "cwd://docker/colony/builder.Dockerfile"
  platforms = ["linux/amd64"]
  args = {
    FEATURES = FEATURES
    PROFILE = PROFILE
  }
  secret = CA_FILE == "" ? [] : [{ id = "ca", src = CA_FILE }]
  tags = ["${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_BASE_REPOSITORY}:${BASE_IMAGE_TAG}"]
  labels = {
    "org.opencontainers.image.description" = "Toolchain and compiled dependencies of DistributedColony"
    "org.opencontainers.image.title" = ECR_BASE_REPOSITORY
  }
  output = [{ type = PUSH ? "registry" : "docker" }]
  attest = [{ type = "provenance", disabled = true }]
  cache-from = (
    CACHE_MODE == "off"
    ? []
    : (
      CACHE_SCOPE == "" || CACHE_SCOPE == "main" || length(regexall("^release", CACHE_SCOPE)) > 0
      ? [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:builder-${CACHE_SCOPE == "" ? "main" : CACHE_SCOPE}"
        },
      ]
      : [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:builder-${CACHE_SCOPE}"
        },
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:builder-main"
        },
      ]
    )
  )
  cache-to = (
    CACHE_MODE == "write"
    ? [
      {
        type = "registry"
        ignore-error = true
        image-manifest = true
        mode = "max"
        oci-mediatypes = true
        ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:builder-${CACHE_SCOPE}"
      },
    ]
    : []
  )
}

# The image that runs: the binaries on a minimal runtime
target "colony" {
  description = "The image that runs: the binaries on a minimal runtime"
  context = COLONY_SOURCE
  contexts = {
    builder = (
      COLONY_BASE == "local"
      ? "docker-image://${ECR_BASE_REPOSITORY}:${BASE_IMAGE_TAG}"
      : "target:builder"
    )
    runtime = "docker-image://${RUNTIME_IMAGE}"
  }
  dockerfile = "cwd://docker/colony/colony.Dockerfile"
  platforms = ["linux/amd64"]
  args = {
    BASE_RUSTFLAGS = "-C link-arg=-s"
    BINARIES = BINARIES
    BUILD_VERSION = BUILD_VERSION
    CHEF_IMAGE = (
      CHEF_IMAGE == ""
      ? (
        FLAVOUR == "alpine"
        ? "lukemathwalker/cargo-chef:latest-rust-1.87-alpine"
        : "lukemathwalker/cargo-chef:latest-rust-1.87-bookworm"
      )
      : CHEF_IMAGE
    )
    COMMAND = STARTED == "backend" ? "own" : "other"
    COMPILE_CACHE = COMPILE_CACHE
    COMPILE_CACHE_LIMIT = COMPILE_CACHE_LIMIT
    FEATURES = FEATURES
    FLAVOUR = FLAVOUR
    LEFT_OUT = LEFT_OUT
    PACKAGES = (
      FLAVOUR == "alpine"
      ? "binutils git musl-dev openssl-dev openssl-libs-static pkgconfig"
      : "binutils ca-certificates gcc git libc6-dev libssl-dev pkg-config"
    )
    PROFILE = PROFILE
    RUN_AS = RUN_AS
    SOURCE_DATE_EPOCH = "0"
    STARTED = STARTED
  }
  tags = (
    length(regexall("^[0-9]+[.][0-9]+[.][0-9]+$", IMAGE_VERSION)) > 0
    ? [
      "${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_REPOSITORY}:${IMAGE_VERSION}",
      "${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_REPOSITORY}:${join(".", slice(split(".", IMAGE_VERSION), 0, min(2, length(split(".", IMAGE_VERSION)))))}",
      "${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_REPOSITORY}:${join(".", slice(split(".", IMAGE_VERSION), 0, min(1, length(split(".", IMAGE_VERSION)))))}",
      "${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_REPOSITORY}:${IMAGE_TAG}",
    ]
    : (
      length(regexall("^[0-9]+[.][0-9]+[.][0-9]+-[0-9A-Za-z]", IMAGE_VERSION)) > 0
      ? compact(["${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_REPOSITORY}:${IMAGE_VERSION}", IMAGE_TAG == "latest" ? "" : "${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_REPOSITORY}:${IMAGE_TAG}"])
      : ["${REGISTRY == "" ? "" : "${REGISTRY}/"}${ECR_REPOSITORY}:${IMAGE_TAG}"]
    )
  )
  labels = {
    "org.opencontainers.image.base.name" = RUNTIME_IMAGE
    "org.opencontainers.image.description" = "Backend and coordinator of DistributedColony"
    "org.opencontainers.image.title" = ECR_REPOSITORY
    "org.opencontainers.image.version" = IMAGE_VERSION == "" ? BUILD_VERSION : IMAGE_VERSION
  }
  output = [{ type = PUSH ? "registry" : "docker" }]
  attest = [{ type = "provenance", disabled = true }]
  cache-from = (
    CACHE_MODE == "off"
    ? []
    : (
      CACHE_SCOPE == "" || CACHE_SCOPE == "main" || length(regexall("^release", CACHE_SCOPE)) > 0
      ? [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:colony-${CACHE_SCOPE == "" ? "main" : CACHE_SCOPE}"
        },
      ]
      : [
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:colony-${CACHE_SCOPE}"
        },
        {
          type = "registry"
          ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:colony-main"
        },
      ]
    )
  )
  cache-to = (
    CACHE_MODE == "write"
    ? [
      {
        type = "registry"
        ignore-error = true
        image-manifest = true
        mode = "max"
        oci-mediatypes = true
        ref = "${CACHE_REGISTRY == "" ? REGISTRY : CACHE_REGISTRY}/${ECR_CACHE_REPOSITORY}:colony-${CACHE_SCOPE}"
      },
    ]
    : []
  )
}
