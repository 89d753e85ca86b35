"""示例数据: a complete example workspace, from catalogue to returned workbooks."""
