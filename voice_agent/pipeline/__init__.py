"""The pipecat shell around the engines and decisions, in the order of the flow."""
