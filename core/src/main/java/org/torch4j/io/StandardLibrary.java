package org.torch4j.io;

import java.util.Set;

/**
 * What is known of Python's standard library: which modules belong to it, and which of its names
 * are harmless data. All others reach the operating system or the interpreter sooner or later, so a
 * checkpoint that merely mentions one is refused.
 */
final class StandardLibrary {
  private static final Set<String> MODULES =
      Set.of(
          """
          HTMLParser Queue SocketServer StringIO __builtin__ __future__ _abc _aix_support _ast
          _asyncio _bisect _blake2 _bootsubprocess _bz2 _codecs _codecs_cn _codecs_hk
          _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections _collections_abc
          _compat_pickle _compression _contextvars _crypt _csv _ctypes _curses _curses_panel
          _datetime _dbm _decimal _elementtree _frozen_importlib _frozen_importlib_external
          _functools _gdbm _hashlib _heapq _imp _io _json _locale _lsprof _lzma _markupbase _md5
          _msi _multibytecodec _multiprocessing _opcode _operator _osx_support _overlapped
          _pickle _posixshmem _posixsubprocess _py_abc _pydecimal _pyio _queue _random _scproxy
          _sha1 _sha256 _sha3 _sha512 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat
          _statistics _string _strptime _struct _symtable _thread _threading_local _tkinter
          _tokenize _tracemalloc _typing _uuid _warnings _weakref _weakrefset _winapi _winreg
          _zoneinfo abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit
          audioop base64 bdb binascii bisect builtins bz2 cPickle cProfile cStringIO calendar ce
          cgi cgitb chunk cmath cmd code codecs codeop collections colorsys commands compileall
          concurrent configparser contextlib contextvars copy copy_reg copyreg crypt csv ctypes
          curses dataclasses datetime dbm decimal difflib dis distutils doctest dummy_thread
          email encodings ensurepip enum errno exceptions faulthandler fcntl filecmp fileinput
          fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib
          grp gzip hashlib heapq hmac html http idlelib ihooks imaplib imghdr imp importlib
          imputil inspect io ipaddress itertools json keyword lib2to3 linecache locale logging
          lzma mailbox mailcap marshal math md5 mimetypes mmap modulefinder msilib msvcrt
          multiprocessing netrc new nis nntplib nt ntpath nturl2path numbers opcode operator
          optparse os os2 ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform
          plistlib popen2 poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr
          pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter
          runpy sched secrets select selectors sets sha shelve shlex shutil signal site smtpd
          smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse
          ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig
          syslog tabnanny tarfile telnetlib tempfile termios textwrap this thread threading time
          timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle
          turtledemo types typing unicodedata unittest urllib urllib2 uu uuid venv warnings wave
          weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport
          zlib zoneinfo
          """
              .strip()
              .split("\\s+"));

  /** Classes kept as {@link PickledObject}: their arguments and state are all there is to them. */
  private static final Set<String> DATA_CLASSES =
      Set.of(
          "argparse.Namespace",
          "datetime.date",
          "datetime.datetime",
          "datetime.time",
          "datetime.timedelta",
          "datetime.timezone",
          "decimal.Decimal",
          "fractions.Fraction",
          "functools.partial",
          "pathlib.Path",
          "pathlib.PosixPath",
          "pathlib.PurePath",
          "pathlib.PurePosixPath",
          "pathlib.PureWindowsPath",
          "pathlib.WindowsPath",
          "pathlib._local.PosixPath",
          "pathlib._local.WindowsPath",
          "types.SimpleNamespace",
          "uuid.UUID");

  /** Names that {@link PickleCalls} gives a Java meaning. */
  private static final Set<String> DATA_NAMES =
      Set.of(
          "_codecs.encode",
          "builtins.bool",
          "builtins.bytearray",
          "builtins.bytes",
          "builtins.complex",
          "builtins.dict",
          "builtins.float",
          "builtins.frozenset",
          "builtins.int",
          "builtins.list",
          "builtins.object",
          "builtins.set",
          "builtins.str",
          "builtins.tuple",
          "collections.Counter",
          "collections.OrderedDict",
          "collections.defaultdict",
          "collections.deque",
          "copyreg.__newobj__",
          "copyreg._reconstructor");

  private StandardLibrary() {}

  /** Whether {@code name}, a module or what is in one, belongs to the standard library. */
  static boolean owns(String name) {
    int dot = name.indexOf('.');
    return MODULES.contains(dot < 0 ? name : name.substring(0, dot));
  }

  /** Whether the full name {@code name} is harmless. */
  static boolean isData(String name) {
    return DATA_NAMES.contains(name) || DATA_CLASSES.contains(name);
  }

  /** Whether objects of the class {@code name} are kept as {@link PickledObject}. */
  static boolean isDataClass(String name) {
    return DATA_CLASSES.contains(name);
  }
}
