"""What Python's huggingface_hub does with the cache named by HF_HUB_CACHE and the hub named by HF_ENDPOINT, as JSON.

    python huggingface_cache.py download TYPE REPO REVISION FILE...   fetches files one by one
    python huggingface_cache.py snapshot TYPE REPO REVISION           fetches everything, or finds it when HF_HUB_OFFLINE is set
    python huggingface_cache.py find TYPE REPO REVISION FILE...       finds files without any request
    python huggingface_cache.py scan                                  lists the cache
"""

import json
import sys

import huggingface_hub


def main(command, *arguments):
    if command == "scan":
        info = huggingface_hub.scan_cache_dir()
        return {
            "warnings": [str(warning) for warning in info.warnings],
            "repos": [
                {
                    "repo": repo.repo_id,
                    "type": repo.repo_type,
                    "bytes": repo.size_on_disk,
                    "revisions": [
                        {"commit": revision.commit_hash, "refs": sorted(revision.refs), "files": sorted(str(file.file_path.relative_to(revision.snapshot_path)) for file in revision.files)}
                        for revision in repo.revisions
                    ],
                }
                for repo in info.repos
            ],
        }
    repo_type, repo, revision, *files = arguments
    if command == "snapshot":
        return huggingface_hub.snapshot_download(repo, repo_type=repo_type, revision=revision)
    return [huggingface_hub.hf_hub_download(repo, file, repo_type=repo_type, revision=revision, local_files_only=command == "find") for file in files]


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
