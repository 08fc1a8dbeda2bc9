"""The use cases, over fakes of every port."""
