from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    page_size = 50

    def get_paginated_response_schema(self, schema):
        return {**super().get_paginated_response_schema(schema), "required": ["count", "results"]}
