# SPDX-License-Identifier: Apache-2.0
"""The addresses below /admin/billing_prices/."""

from django.urls import path

from horizon_billing.content.admin.billing_prices import views

urlpatterns = [
    path('', views.IndexView.as_view(), name='index'),
    path('create/', views.CreateView.as_view(), name='create'),
    path('<str:price_id>/end/', views.EndView.as_view(), name='end'),
]
