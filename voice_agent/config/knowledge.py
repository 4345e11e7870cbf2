"""The knowledge folder of a pipeline, searched as the pipeline file says."""

from __future__ import annotations

from loguru import logger

from voice_agent.config.models import ModelPaths
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ModelError
from voice_agent.core.files import user_cache
from voice_agent.core.threads import cap_blas_threads
from voice_agent.knowledge.encoder import SentenceEncoder
from voice_agent.knowledge.evidence import Answering
from voice_agent.knowledge.index import Knowledge, Meaning, playbook_folder
from voice_agent.playbook.schema import Playbook


def load_knowledge(config: PipelineConfig, playbook: Playbook, models: ModelPaths) -> Knowledge:
    """Index the knowledge folder of a pipeline.

    Where the model that compares meanings cannot be used, a line in the log says so, and words
    are compared.

    Raises:
        ConfigError: A file of the folder is wrong.
    """
    meaning = None
    name = config.knowledge.sentences
    if name is not None and playbook.knowledge.is_dir():
        try:
            meaning = _meaning(name, playbook.language, models)
        except ModelError as error:
            logger.warning("the knowledge folder is searched by words alone: {}", error)
    return Knowledge(playbook_folder(playbook), playbook.lang, meaning)


def _meaning(name: str, language: str, models: ModelPaths) -> Meaning:
    folder = models.path(name)
    answering = Answering.read(folder)
    if language not in answering.languages:
        raise ModelError(f"'{name}' knows {', '.join(answering.languages)}, not '{language}'")
    cap_blas_threads()
    return Meaning(SentenceEncoder(folder), answering, user_cache("knowledge"))
