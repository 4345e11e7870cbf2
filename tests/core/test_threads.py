import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from voice_agent.core.threads import cap_blas_threads


def test_numpy_multiplies_on_one_thread_afterwards() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        cap_blas_threads()
        assert np.eye(2).sum() == 2.0
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
        assert pools
        assert {pool["num_threads"] for pool in pools} == {1}
