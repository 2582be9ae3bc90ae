"""What can go wrong in a script.

Both are answers of VK to its caller, not errors of Pult: `str(error)` is the detail that VK puts after
"Unable to compile code: " (error 12) and "Runtime error occurred during code invocation: " (error 13).
"""

from __future__ import annotations


class CompileError(Exception):
    """The code is not VKScript: VK's error 12."""


class RuntimeFailure(Exception):
    """The script could not go on: VK's error 13."""


class CallFailed(Exception):
    """An API call inside a script failed: its value is `false` and the script goes on."""
