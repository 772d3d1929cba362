# SPDX-License-Identifier: BSD-3-Clause
# What bin/kcoro and the script at the root of the sources share. Sourced, not run.

# Prints its arguments, a line each, on standard error.
say() {
  for line in "$@"; do
    printf '%s\n' "$line" >&2
  done
}

# Answers the commands that need no JVM, and exits; returns for all others.
# $1: the folder of the help texts, $2: the version, then the arguments of the user.
answer_without_jvm() {
  help=$1
  version=$2
  shift 2
  case ${1-} in
    '')
      cat -- "$help/kcoro.txt" >&2
      exit 2
      ;;
    help | --help | -h)
      topic=${2-kcoro}
      case $topic in
        demo | serve | send | recv | ls | stats | close | kcoro) ;;
        version | help) topic=kcoro ;;
        *) refuse_command "$topic" ;;
      esac
      cat -- "$help/$topic.txt"
      exit 0
      ;;
    version | --version | -V)
      printf 'kcoro %s\n' "$version"
      exit 0
      ;;
    demo | serve | send | recv | ls | stats | close) ;;
    *) refuse_command "$1" ;;
  esac
  for argument in "$@"; do
    case $argument in
      --help | -h)
        cat -- "$help/$1.txt"
        exit 0
        ;;
      --) return 0 ;;
    esac
  done
}

refuse_command() {
  say "kcoro: there is no command '$1'" "Try: kcoro help"
  exit 2
}

# Whether a folder holds a JDK 25.
is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] \
    && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

# Prints the home of a JDK 25: JAVA_HOME, then PATH, then the usual folders.
find_jdk_25() {
  if [ -n "${JAVA_HOME-}" ] && is_jdk_25 "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  if on_path=$(command -v java); then
    home=$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")
    if is_jdk_25 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  fi
  folders=${KCORO_JDK_FOLDERS-/usr/lib/jvm:/usr/java:/opt:/opt/java:${HOME-}/.sdkman/candidates/java:${HOME-}/.jdks:${HOME-}/.local/share/mise/installs/java:/Library/Java/JavaVirtualMachines:${HOME-}/Library/Java/JavaVirtualMachines}
  while [ -n "$folders" ]; do
    folder=${folders%%:*}
    case $folders in
      *:*) folders=${folders#*:} ;;
      *) folders= ;;
    esac
    for home in "$folder" "$folder"/* "$folder"/*/Contents/Home; do
      if is_jdk_25 "$home"; then
        printf '%s\n' "$home"
        return 0
      fi
    done
  done
  say "kcoro: no JDK 25 was found; install one, such as Eclipse Temurin 25, or set JAVA_HOME to it" \
    "It was sought in JAVA_HOME, on PATH, and in the folders of KCORO_JDK_FOLDERS or the usual ones."
  return 1
}
