# SPDX-License-Identifier: Apache-2.0
"""The addresses below /project/billing/."""

from django.urls import path

from horizon_billing.content.project.billing import views

urlpatterns = [
    path('', views.OverviewView.as_view(), name='index'),
    path('<uuid:instance_id>/', views.InstanceView.as_view(), name='detail'),
]
