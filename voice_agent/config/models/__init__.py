"""The locked models: what is loaded is what was locked, wherever it came from."""

from voice_agent.config.models.find import Problem as Problem
from voice_agent.config.models.project import ModelPaths as ModelPaths
from voice_agent.config.models.project import ProjectModels as ProjectModels
from voice_agent.config.models.store import ENVIRONMENT_FOLDER as ENVIRONMENT_FOLDER
from voice_agent.config.models.store import ModelStore as ModelStore
