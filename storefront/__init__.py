"""The pages people use: server-rendered, and the first client of the contract."""
